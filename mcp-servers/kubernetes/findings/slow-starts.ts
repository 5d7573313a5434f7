import { toldBy } from '../../runtime/decisive-text.ts';
import { isErrorLine } from '../../runtime/error-lines.ts';
import type { LogLine } from '../../runtime/log-events.ts';
import { type Container, isReady, type Pod } from '../objects.ts';
import type { Snapshot } from '../snapshot.ts';
import { logsOf } from '../snapshot-index.ts';

/** A start that a probe has no time for. */
export interface SlowStart {
  /** How long the last run was let live, and what the probe allows, in seconds. */
  lived: number;
  allowed: number;
  /** The last step of the start that the log tells of. */
  step: LogLine;
  said: string;
}

/** Said when a program is done with its start: a probe that fails later fails for another reason. */
const up =
  /\b(listening|accepting (connections|requests)|now serving|serving (on|at)|ready to (serve|accept)|(server|application|service) (is )?(up|ready|running|started)|started \S+ in \d|startup complete|boot complete|health check (ok|passed))\b/i;
const goingDown =
  /\b(sigterm|stopping|shutdown|shutting down|terminat(ed|ing)|graceful|signal|exiting|bye|draining)\b/i;
/** What waits or tries again says so over and over, and gets nowhere however long it is left alone. */
const stuck =
  /\b(wait(ing|s)?|retry(ing)?|attempts?|try(ing)? again|next try|not (yet )?(ready|available|reachable)|failed|unable|cannot|could not|refused|timed? ?out|deadlock)\b/i;

/**
 * Whether the kubelet ends a container at the first moment that its probe allows, while the log shows a start that gets
 * on: the program is well and the probe too early. A start that waits for somebody, says nothing or was finished is not.
 */
export function slowStart(
  snapshot: Snapshot,
  pod: Pod,
  container: Container,
  kind: 'liveness' | 'startup',
): SlowStart | undefined {
  const probe = container[`${kind}Probe`];
  const status = pod.status?.containerStatuses?.find(({ name }) => name === container.name);
  const run = status?.state?.terminated ?? status?.lastState?.terminated;
  if (!probe || !run?.startedAt || !run.finishedAt || isReady(pod)) return undefined;
  const { initialDelaySeconds: delay = 0, periodSeconds: period = 10, failureThreshold: threshold = 3 } = probe;
  const lived = (new Date(run.finishedAt).getTime() - new Date(run.startedAt).getTime()) / 1000;
  const allowed = delay + period * threshold;
  const grace = pod.spec?.terminationGracePeriodSeconds ?? 30;
  if (lived > allowed + period + grace) return undefined;
  const logs = logsOf(snapshot, pod, container.name);
  const lines = (logs.find(({ previous, lines }) => previous && lines.length > 0) ?? logs[0])?.lines ?? [];
  const started = lines.filter(({ text }) => !goingDown.test(text));
  if (started.some(({ text }) => up.test(text) || isErrorLine(text))) return undefined;
  const steps = started.slice(-mostSteps);
  const step = steps.at(-1);
  if (!step || steps.length < fewestSteps || steps.some(({ text }) => stuck.test(text)) || repeats(steps))
    return undefined;
  if (step.at && new Date(run.finishedAt).getTime() - Date.parse(step.at) > (period * threshold + grace) * 1000)
    return undefined;
  return { lived: Math.round(lived), allowed, step, said: toldBy(lines, step).text };
}

const fewestSteps = 2;
const mostSteps = 6;

/** The same line again and again is no progress; one whose numbers grow is. */
const repeats = (steps: LogLine[]): boolean =>
  new Set(steps.map(({ text }) => text.replace(/^\S*\d{2}:\d{2}:\d{2}\S*\s*/, ''))).size === 1;
