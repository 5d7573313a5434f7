import {
  ApplicationFailure,
  CancellationScope,
  ContinueAsNew,
  continueAsNew,
  isCancellation,
  proxyLocalActivities,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type { Activities, Posted, Settings } from './activities.ts';
import { concluded } from './conclude.ts';
import { type DiagnoseRequest, type Diagnosis, diagnoseRequestSchema } from './contract.ts';
import { withinDeadline } from './deadline.ts';
import { setbackOf } from './failure.ts';
import { firstLook, scoped } from './first-look.ts';
import { investigate } from './investigate.ts';
import { begun, carried, type Investigation } from './investigation.ts';
import { stop, transcript } from './messages.ts';
import { Narration } from './narration.ts';
import { type Policies, policies, settingsPolicy } from './policies.ts';

const { readSettings } = proxyLocalActivities<Pick<Activities, 'readSettings'>>(settingsPolicy);

/** What a continued run starts with. */
export interface Continued {
  settings: Settings;
  state: Investigation;
  first?: Posted;
}

/**
 * Diagnoses one incident: acknowledge, scope, first look, investigate, check the evidence, report; or fall back.
 *
 * Fails with `InvalidRequest` at once where the request is bad, and otherwise with the type of what could not be
 * survived; ends cancelled where somebody stopped it. In each case the thread has been told.
 */
export async function diagnoseIncident(input: DiagnoseRequest, continued?: Continued): Promise<Diagnosis> {
  const stopping = stoppable();
  const request = accepted(input);
  const settings = continued?.settings ?? (await readSettings());
  const startedAt = continued?.state.startedAt ?? Date.now();
  const narration = new Narration(request, settings, continued?.first);
  const { hardDeadlineMs } = { ...settings.limits, ...request.limits };
  try {
    const investigating = () =>
      withinDeadline(startedAt + hardDeadlineMs, hardDeadlineMs, async () => {
        const policy = policies(settings.retry);
        const state = continued?.state ?? (await begin(request, settings, policy, narration, startedAt));
        setHandler(transcript, () => state.transcript);

        narration.investigating(state);
        const submission = await investigate(state, {
          policy,
          now: () => Date.now(),
          onStep: (activity) => narration.step(activity),
          betweenTurns: () => continuedWhereSuggested(request, settings, state, narration),
        });

        narration.enter('check');
        const lookAgain = () => firstLook(state.catalogue, state.scope, policy, 'again');
        const diagnosis = await concluded(state, submission, () => Date.now(), lookAgain);
        tag(request, 'SreAgentVerdict', diagnosis.verdict);

        // From here on only Slack decides when: an answer that is made is not thrown away for having come late.
        await CancellationScope.nonCancellable(() => narration.answered(state.scope, diagnosis));
        return diagnosis;
      });
    return await stopping.scope.run(investigating);
  } catch (error) {
    if (error instanceof ContinueAsNew) throw error;
    const setback = setbackOf(narration.stage, error, narration.found(), stopping.by);
    await CancellationScope.nonCancellable(() =>
      narration.failed(setback, isCancellation(error) ? 'stopped' : 'failed'),
    );
    if (CancellationScope.current().consideredCancelled) throw error;
    const { type, message } = setback;
    throw ApplicationFailure.create({ type, message, nonRetryable: true, details: [setback] });
  }
}

function accepted(input: DiagnoseRequest): DiagnoseRequest {
  const parsed = diagnoseRequestSchema.safeParse(input);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'request'}: ${issue.message}`);
  throw ApplicationFailure.nonRetryable(`The request can't be used: ${problems.join('; ')}`, 'InvalidRequest');
}

interface Stopping {
  /** Everything that a stop ends. */
  scope: CancellationScope;
  by: string | undefined;
}

/** A person's stop ends the work; who cancels the run as well sees it end as cancelled. */
function stoppable(): Stopping {
  const stopping: Stopping = { scope: new CancellationScope(), by: undefined };
  setHandler(stop, ({ by }) => {
    stopping.by ??= by;
    stopping.scope.cancel();
  });
  return stopping;
}

/** Everything before the first turn. The thread hears at once that work has begun; nothing waits for Slack. */
async function begin(
  request: DiagnoseRequest,
  settings: Settings,
  policy: Policies,
  narration: Narration,
  startedAt: number,
): Promise<Investigation> {
  narration.started();
  narration.enter('scope');
  const { catalogue, scope } = await scoped(request, policy);
  narration.scoped(scope, catalogue);
  if (scope.service) tag(request, 'SreAgentService', scope.service);
  narration.enter('first-look');
  const results = await firstLook(catalogue, scope, policy);
  narration.looked(results);
  return begun({ request, settings, catalogue, scope, startedAt, firstLook: results }, Date.now());
}

/** A long history is left behind between turns, when nothing is under way to Slack. */
async function continuedWhereSuggested(
  request: DiagnoseRequest,
  settings: Settings,
  state: Investigation,
  narration: Narration,
): Promise<void> {
  if (!workflowInfo().continueAsNewSuggested || !narration.idle) return;
  const { first } = narration;
  await continueAsNew<typeof diagnoseIncident>(request, {
    settings,
    state: carried(state),
    ...(first ? { first } : {}),
  });
}

function tag(request: DiagnoseRequest, name: 'SreAgentService' | 'SreAgentVerdict', value: string): void {
  if (request.searchAttributes?.includes(name)) upsertSearchAttributes({ [name]: [value] });
}
