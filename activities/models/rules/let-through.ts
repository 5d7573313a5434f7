import { clip } from './clip.ts';
import type { Facts } from './facts.ts';
import { programsOf } from './graph.ts';
import type { Root } from './root.ts';

/** One curve as `aws_metrics` writes it: before, now, and how many times as much. */
interface Curve {
  metric: string;
  program: string;
  before: string;
  last: string;
  ratio: number;
}

/** Floods and what they bring: a store that has more to do than before. */
const flooded: ReadonlySet<string> = new Set([
  'traffic-surge',
  'database-cpu',
  'slow-query',
  'throttled',
  'connection-pool-exhausted',
  'database-connections',
]);

/**
 * What a caller's cache no longer holds back: requests rise at what stands behind it, while as many as before come to the caller
 * itself. The rise is an effect then, and nobody outside sends more. `caller tariff_hit_ratio 0.87 -> 0.02, itself asked no more
 * than before (1.04x)`; undefined where no curve of a cache fell.
 */
export function letThroughBy(facts: Facts, { lead }: Root): string | undefined {
  if (!flooded.has(lead.finding.category)) return undefined;
  const own = programsOf(lead.finding.object);
  const curves = facts.results
    .filter(({ tool, isError }) => !isError && (tool === 'aws_metrics' || tool === 'aws_triage'))
    .flatMap(({ text }) => text.split('\n').flatMap(curveIn));
  const cache = curves.find(isMissedMore);
  if (!cache) return undefined;
  const { metric, program, before, last } = cache;
  const entry = curves.find((one) => one.program === program && isOfRequests(one) && !own.includes(program));
  const asked = entry && entry.ratio < 1.3 ? `, itself asked no more than before (${entry.ratio}x)` : '';
  return clip(`${program} ${metric} ${before} -> ${last}${asked}`, 150);
}

const isMissedMore = ({ metric, ratio }: Curve): boolean =>
  /hit/i.test(metric)
    ? /cache|hit_?(?:ratio|rate|pct)/i.test(metric) && ratio < 0.6
    : /cache.*miss/i.test(metric) && ratio > 1.7;

const isOfRequests = ({ metric }: Curve): boolean =>
  /requests?(?:_count|_rate|_per|s|$)|\brps\b|http_requests/i.test(metric);

function curveIn(line: string): Curve[] {
  const [, metric, program, last, before, ratio] =
    /(\S+) \w+=(\S+): last ([\d.]+), before ([\d.]+) \(([\d.]+)x\)/.exec(line) ?? [];
  if (!metric || !program || !last || !before) return [];
  return [{ metric, program: program.toLowerCase(), before, last, ratio: Number(ratio) }];
}
