import type { LogLine } from '../../runtime/log-events.ts';
import { shown } from '../../runtime/log-events.ts';
import { headline, quotes } from '../../runtime/quotes.ts';
import { ref } from '../objects.ts';
import type { Snapshot } from '../snapshot.ts';
import { workloadOf } from '../snapshot-index.ts';
import { applicationErrors } from './application-errors.ts';
import { type Draft, depth, groupBy } from './draft.ts';
import { stillHappening } from './lasting.ts';

/** Some requests always fail: so many answers, and so large a part of them, are trouble. */
const fewest = 5;
const share = 0.05;

/** `"GET /cart HTTP/1.1" 503`, `"status":500`, `status=502`, `GET /cart 500 12ms` */
const answered =
  /"[A-Z]{3,7} \S+(?: HTTP\/[\d.]+)?" (\d{3})\b|"?(?:status|status_?code|response_?code|http_?status)"?\s*[=:]\s*"?(\d{3})\b|\b(?:GET|POST|PUT|PATCH|DELETE|HEAD) \/\S* (?:HTTP\/[\d.]+ )?(\d{3})\b/i;

/** A request that the program made itself: what it got is its dependency's doing. */
const outgoing = /\bfrom \S+\.\S|upstream|https?:\/\/|\.svc\b|calling|client/i;

/** Programs that answer requests with 5xx, by their access logs alone: no line says why. */
export function serverErrors(snapshot: Snapshot): Draft[] {
  const pods = new Map(snapshot.pods.map((pod) => [ref(pod), pod]));
  const explained = new Set(applicationErrors(snapshot).map(({ object }) => object));
  const found = snapshot.logs.flatMap((log) => {
    const pod = pods.get(log.pod);
    if (!pod || log.previous || explained.has(workloadOf(snapshot, pod))) return [];
    const answers = log.lines.flatMap((line) => {
      const status = statusOf(line);
      return status === undefined ? [] : [{ line, status }];
    });
    const failed = answers.filter(({ status }) => status >= 500);
    const lines = failed.map(({ line }) => line);
    const many = failed.length >= fewest && failed.length >= answers.length * share;
    return many && stillHappening(snapshot, lines, log.lines) ? [{ pod, failed, answers }] : [];
  });
  return [...groupBy(found, ({ pod }) => workloadOf(snapshot, pod))].map(([workload, group]) => {
    const failed = group.flatMap((one) => one.failed);
    const total = group.reduce((sum, { answers }) => sum + answers.length, 0);
    const codes = [...groupBy(failed, ({ status }) => `${status}`)].map(([code, each]) => `${each.length}x ${code}`);
    const last = failed.at(-1);
    const first = group[0]?.pod;
    return {
      category: 'unknown',
      object: workload,
      severity: 'warning' as const,
      title: headline(
        `${workload} answers ${failed.length} of ${total} requests with 5xx (${codes.join(', ')}): ${last?.line.text ?? ''}`,
      ),
      since: failed[0]?.line.at,
      mechanism: 'The program runs and fails its callers; its log does not say why.',
      evidence: quotes([last && shown(last.line), failed[0] && shown(failed[0].line)], 2),
      related: group.map(({ pod }) => ref(pod)),
      dependsOn: [workload, ...group.map(({ pod }) => ref(pod))],
      depth: depth.client,
      next: {
        tool: 'k8s_logs',
        args: { pod: first?.metadata.name, namespace: first?.metadata.namespace, mode: 'patterns' },
        why: 'what it logs beside, and since when',
      },
    };
  });
}

function statusOf({ text }: LogLine): number | undefined {
  const match = outgoing.test(text) ? null : answered.exec(text);
  const status = Number(match?.[1] ?? match?.[2] ?? match?.[3] ?? Number.NaN);
  return status >= 100 && status < 600 ? status : undefined;
}
