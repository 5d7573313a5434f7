import { basename, dirname } from 'node:path';
import type { WorkflowHandle } from '@temporalio/client';
import { WorkflowFailedError } from '@temporalio/client';
import { workflowIdOf } from '../../trigger/start.ts';
import {
  type Diagnosis,
  type Entry,
  type Status,
  statusQuery,
  taskQueue,
  transcriptQuery,
  workflowType,
} from '../../workflows/contract.ts';
import type { Expected } from '../estate/case.ts';
import { type Estate, startEstate } from '../estate/index.ts';
import { startProduct } from '../product.ts';
import { productEnvironment } from '../product-environment.ts';
import type { TemporalServer } from '../temporal-server.ts';
import type { Attempt } from './attempt.ts';
import { recallOf } from './recall.ts';
import { scoreOf } from './score.ts';
import { firstLookSeconds, stepsOf } from './steps.ts';

export interface Lane {
  temporal: Pick<TemporalServer, 'address' | 'uiUrl'>;
  /** Of its own, so that investigations side by side meet none of each other's workers. */
  namespace: string;
  workflowBundle: { code: string };
  /** What leads to a language model; nothing for `rules`. */
  modelEnvironment: Record<string, string>;
}

interface Options {
  caseDir: string;
  /** What the case is called in the report; the folder's own name, unless noise was put round a copy of it. */
  name?: string;
  /** The folder that it was found in. */
  folder?: string;
  repeat: number;
  model: 'rules' | 'anthropic' | 'scripted';
  /** For this investigation; it ends inconclusive when they are spent. */
  maxUsd?: number;
  /** Before the run starts: what a test scripts the estate's model with. */
  prepare?: (estate: Estate) => void;
}

/** Nothing an investigation does takes so long: its own hard deadline comes well before. */
const patienceMs = 30 * 60_000;

/** The real investigation of one case: an estate, worker and MCP servers of its own, a real Temporal server. */
export async function investigateCase(lane: Lane, options: Options): Promise<Attempt> {
  const closes: (() => Promise<unknown>)[] = [];
  try {
    const estate = await startEstate({ caseDir: options.caseDir });
    closes.unshift(() => estate.close());
    options.prepare?.(estate);
    const { temporal, namespace, workflowBundle, modelEnvironment } = lane;
    // Without the fleet's limit on each server: it spares systems that are in trouble, and these are none.
    const more = {
      ...modelEnvironment,
      TEMPORAL_NAMESPACE: namespace,
      SRE_AGENT_SERVER_RATE: '1000',
      LOG_LEVEL: 'fatal',
    };
    const { env, remove } = await productEnvironment({ estate, temporal, model: options.model, more });
    closes.unshift(remove);
    const product = await startProduct({ env, workflowBundle, parts: ['worker'] });
    closes.unshift(() => product.stop());
    // As a deployed worker is when somebody asks.
    await product.warm;
    const handle = await started(product.client.workflow, estate, options.maxUsd);
    const outcome = await settled(handle, estate.incident.expected);
    const status = await handle.query<Status>(statusQuery).catch(() => undefined);
    const transcript = await handle.query<Entry[]>(transcriptQuery).catch((): Entry[] => []);
    const steps = stepsOf(await handle.fetchHistory());
    const { title, request, expected } = estate.incident;
    const { verdict, category, objects, commit } = expected;
    const firstLook = firstLookSeconds(steps);
    return {
      name: options.name ?? basename(options.caseDir),
      folder: options.folder ?? dirname(options.caseDir),
      title,
      request,
      repeat: options.repeat,
      outcome,
      ...(status?.usage.usd === undefined ? {} : { usd: status.usage.usd }),
      expected: {
        verdict,
        ...(category === undefined ? {} : { category }),
        ...(objects === undefined ? {} : { objects }),
        ...(commit === undefined ? {} : { commit }),
      },
      recall: recallOf(transcript, expected),
      seconds: {
        ...(firstLook === undefined ? {} : { firstLook }),
        answer: Math.max(0, ...steps.map(({ to }) => to)) / 1_000,
      },
      steps,
    };
  } finally {
    for (const close of closes) await close();
  }
}

type WorkflowClient = Awaited<ReturnType<typeof startProduct>>['client']['workflow'];

/** As the trigger does after a mention: the thread exists, and the alert goes beside the question. */
async function started(
  workflow: WorkflowClient,
  { slack, incident }: Estate,
  maxUsd: number | undefined,
): Promise<WorkflowHandle> {
  const { channel, request: question, alert } = incident;
  const ts = slack.say(question, { channel });
  const thread = { team: slack.team, channel: slack.channelId(channel), ts };
  const limits = maxUsd === undefined ? {} : { limits: { usd: maxUsd } };
  const request = { question, thread, ...(alert ? { alert } : {}), ...limits };
  return workflow.start(workflowType, { workflowId: workflowIdOf(thread), taskQueue, args: [request] });
}

async function settled(handle: WorkflowHandle, expected: Expected): Promise<Attempt['outcome']> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${patienceMs / 60_000} minutes`)), patienceMs);
  });
  try {
    const diagnosis: Diagnosis = await Promise.race([handle.result(), late]);
    return { kind: 'answered', diagnosis, score: scoreOf(diagnosis, expected) };
  } catch (error) {
    const { type, message } = reasonOf(error);
    return { kind: type.startsWith('Model') ? 'provider-error' : 'failed', message: `${type}: ${message}` };
  } finally {
    clearTimeout(timer);
  }
}

/** The failure that the run ended with, below what Temporal's client wraps it in. */
function reasonOf(error: unknown): { type: string; message: string } {
  const cause = error instanceof WorkflowFailedError ? error.cause : error;
  if (!(cause instanceof Error)) return { type: 'Unknown', message: String(cause) };
  const type = 'type' in cause && typeof cause.type === 'string' ? cause.type : cause.name;
  return { type, message: cause.message };
}
