import {
  isGrpcServiceError,
  ServiceError,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  type WorkflowStartOptions,
} from '@temporalio/client';
import { z } from 'zod';
import { redact, redactDeep } from '../mcp-servers/runtime/redact.ts';
import { type DiagnoseRequest, stopSignal, type Thread, taskQueue, workflowType } from '../workflows/contract.ts';
import { earlierRun } from './earlier-run.ts';
import { described } from './run-description.ts';
import type { Temporal } from './temporal.ts';

export interface StartInput {
  /** A person's or an alert's words; redacted here, before they enter a history. */
  request: Omit<DiagnoseRequest, 'earlier' | 'searchAttributes'>;
  /** The message that asks, as Slack's timestamp; what makes a delivery and its repetition the same. */
  ts: string;
}

export type StartOutcome =
  /** `anew` after an earlier run of the same thread, which it was given as context. */
  | { kind: 'started'; workflowId: string; runId: string; anew: boolean }
  /** This message has started a run already: nothing is to be done, whether that runs or is closed. */
  | { kind: 'duplicate'; workflowId: string; runId: string }
  /** The thread is being investigated since an earlier message. */
  | { kind: 'running'; workflowId: string; runId: string };

/** One run a thread; runs outside Slack are told apart by `name`. */
export const workflowIdOf = ({ team, channel, ts }: Thread): string => `diagnose-${team}-${channel}-${ts}`;

const invalidArgument = 3;
const memoSchema = z.object({ ts: z.string() });

/**
 * Starts a run, once for each asking message however often it is delivered. `USE_EXISTING` would join a repeated delivery
 * only while the run is open, so the server is asked to refuse, and a refusal is decided by what the run's memo says.
 *
 * Safe to repeat after any failure, a lost answer included. Each attempt takes two seconds at most per step.
 *
 * @throws ServiceError where Temporal cannot be reached or refuses the request itself.
 */
export async function startDiagnosis(temporal: Temporal, input: StartInput, name?: string): Promise<StartOutcome> {
  const workflowId = input.request.thread ? workflowIdOf(input.request.thread) : `diagnose-${name ?? input.ts}`;
  const request = {
    ...input.request,
    question: redact(input.request.question),
    alert: redactDeep(input.request.alert),
  };
  const first = await started(temporal, { ...input, request, workflowId, anew: false });
  if (first) return first;
  // Each further round is another delivery that won the race to start anew.
  for (let round = 0; round < 3; round += 1) {
    const run = await temporal.within(2_000, () => temporal.client.workflow.getHandle(workflowId).describe());
    const known = { workflowId, runId: run.runId };
    const since = memoSchema.safeParse(run.memo).data?.ts;
    if (since !== undefined && !isLater(input.ts, since)) return { kind: 'duplicate', ...known };
    if (run.status.name === 'RUNNING') return { kind: 'running', ...known };
    const earlier = await temporal.within(2_000, () => earlierRun(temporal.client, known));
    const next = await started(temporal, { ...input, request: { ...request, earlier }, workflowId, anew: true });
    if (next) return next;
  }
  throw new Error(`${workflowId} was started by somebody else three times in a row`);
}

/** Asks a run to stop; it tells its thread by whom. Closed runs are left as they are. */
export async function stopRun(temporal: Temporal, workflowId: string, by: string): Promise<'stopping' | 'closed'> {
  try {
    const run = temporal.client.workflow.getHandle(workflowId);
    // The signal says who, the cancellation makes the run end as what it is: cancelled.
    await temporal.within(2_000, () => run.signal(stopSignal, { by }));
    await temporal.within(2_000, () => run.cancel());
    return 'stopping';
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return 'closed';
    throw error;
  }
}

interface Attempt extends StartInput {
  request: DiagnoseRequest;
  workflowId: string;
  anew: boolean;
}

/** Undefined where the server refuses because of another run. */
async function started(temporal: Temporal, attempt: Attempt): Promise<StartOutcome | undefined> {
  const { workflowId, anew, ts } = attempt;
  const registered = await temporal.searchAttributes();
  const upsertable = (['SreAgentService', 'SreAgentVerdict'] as const).filter((name) => registered?.has(name));
  const request = { ...attempt.request, ...(upsertable.length > 0 ? { searchAttributes: upsertable } : {}) };
  // No execution timeout: the server ends a run at it without letting the run tell anybody.
  const options: WorkflowStartOptions = {
    workflowId,
    taskQueue,
    args: [request],
    workflowIdConflictPolicy: 'FAIL',
    workflowIdReusePolicy: anew ? 'ALLOW_DUPLICATE' : 'REJECT_DUPLICATE',
    memo: { ts },
    ...described(request),
  };
  const start = (more: Partial<WorkflowStartOptions>) =>
    temporal.within(2_000, () => temporal.client.workflow.start(workflowType, { ...options, ...more }));
  try {
    const { firstExecutionRunId: runId } = await start(attributes(request, registered)).catch((error) => {
      if (isUnregisteredSearchAttribute(error)) return start({});
      throw error;
    });
    return { kind: 'started', workflowId, runId, anew };
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return undefined;
    throw error;
  }
}

/** What a run is found by in the Temporal UI. Without a list of what is registered all are tried. */
function attributes(
  { thread, asker, hints }: DiagnoseRequest,
  registered: ReadonlySet<string> | undefined,
): Pick<WorkflowStartOptions, 'typedSearchAttributes'> {
  const values = { SreAgentChannel: thread?.channel, SreAgentAsker: asker?.id, SreAgentService: hints?.service };
  return {
    typedSearchAttributes: Object.entries(values).flatMap(([name, value]) =>
      value !== undefined && registered?.has(name) !== false
        ? [{ key: { name, type: 'KEYWORD' as const }, value }]
        : [],
    ),
  };
}

function isUnregisteredSearchAttribute(error: unknown): boolean {
  const cause = error instanceof ServiceError ? error.cause : error;
  return isGrpcServiceError(cause) && cause.code === invalidArgument && /search attribute/i.test(cause.message);
}

/** Slack's timestamps are decimal numbers of more digits than a double holds: compared by their two parts. */
function isLater(ts: string, than: string): boolean {
  const [seconds = 0, micros = 0] = ts.split('.').map(Number);
  const [thanSeconds = 0, thanMicros = 0] = than.split('.').map(Number);
  return seconds > thanSeconds || (seconds === thanSeconds && micros > thanMicros);
}
