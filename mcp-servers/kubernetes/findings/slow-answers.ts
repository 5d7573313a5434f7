import { type LogLine, shown } from '../../runtime/log-events.ts';
import { headline, quotes } from '../../runtime/quotes.ts';
import { configuredFor } from '../configured-services.ts';
import { ref } from '../objects.ts';
import type { Snapshot } from '../snapshot.ts';
import { workloadOf } from '../snapshot-index.ts';
import { type Draft, depth, groupBy } from './draft.ts';
import { stillHappening } from './lasting.ts';

/** Nobody waits for an answer so long gladly. */
const slowMs = 5_000;
const fewest = 5;
const share = 0.05;

interface Answer {
  line: LogLine;
  ms: number;
}

/** Programs that became slow to answer requests, by the durations in their own logs; who always takes so long is left alone. */
export function slowAnswers(snapshot: Snapshot): Draft[] {
  const found = snapshot.logs.flatMap((log) => {
    const pod = snapshot.pods.find((one) => ref(one) === log.pod);
    if (!pod || log.previous) return [];
    const answers = log.lines.flatMap(answerIn);
    const slow = answers.filter(({ ms }) => ms >= slowMs);
    return becameSlow(answers, slow) &&
      stillHappening(
        snapshot,
        slow.map(({ line }) => line),
        log.lines,
      )
      ? [{ pod, log, answers, slow }]
      : [];
  });
  return [...groupBy(found, ({ pod }) => workloadOf(snapshot, pod))].flatMap(([workload, group]) => {
    const slow = group.flatMap((one) => one.slow);
    const last = group[0]?.slow.at(-1);
    const first = group[0]?.slow[0];
    const total = group.reduce((sum, { answers }) => sum + answers.length, 0);
    if (!last || !first) return [];
    const longest = Math.max(...slow.map(({ ms }) => ms));
    return [
      {
        category: 'dependency-slow',
        object: workload,
        severity: 'warning' as const,
        title: headline(
          `${workload} answers late: ${slow.length} of ${total} requests took over ${slowMs / 1_000} s, up to ${(longest / 1_000).toFixed(1)} s, since ${first.line.at ?? 'its log began'}: ${last.line.text}`,
        ),
        since: first.line.at,
        mechanism: 'The program waits for something: what it calls, or itself.',
        evidence: quotes([shown(last.line), shown(first.line)], 2),
        related: group.map(({ pod }) => ref(pod)),
        dependsOn: group.flatMap(({ pod }) => configuredFor(snapshot, pod)),
        depth: depth.caller,
      },
    ];
  });
}

/** It was quicker before: in the first third of what is read so much less was slow. */
function becameSlow(answers: Answer[], slow: Answer[]): boolean {
  if (slow.length < fewest || slow.length < answers.length * share) return false;
  const early = new Set(answers.slice(0, Math.floor(answers.length / 3)));
  const before = slow.filter((one) => early.has(one)).length / Math.max(1, early.size);
  const after = slow.filter((one) => !early.has(one)).length / Math.max(1, answers.length - early.size);
  return before * 3 < after;
}

const asRequest = /\b(?:GET|POST|PUT|PATCH|DELETE) \/|"?(?:status|path|method|route)"?\s*[=:]/;
const duration =
  /"?(?:ms|took_ms|duration_?ms|elapsed_?ms|latency_?ms|response_?time_?ms|dur|duration|elapsed|latency|took)"?\s*[=: ]\s*"?(\d+(?:\.\d+)?)(ms|s)?\b|\b(\d{4,6})ms\b/i;

function answerIn(line: LogLine): Answer[] {
  if (!asRequest.test(line.text)) return [];
  const [, value, unit, bare] = duration.exec(line.text) ?? [];
  const ms = bare ? Number(bare) : Number(value) * (unit?.toLowerCase() === 's' ? 1_000 : 1);
  return Number.isFinite(ms) ? [{ line, ms }] : [];
}
