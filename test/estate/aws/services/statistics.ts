import { NotServed } from '../../system.ts';
import type { Series } from './metrics.ts';

export interface Bucket {
  /** Start of the period, milliseconds since the epoch. */
  at: number;
  values: number[];
}

/** The points of a window by period; the start counts, the end does not. Periods without a point are left out. */
export function buckets(series: Series[], start: Date, end: Date, periodSeconds: number): Bucket[] {
  const width = periodSeconds * 1_000;
  const found = new Map<number, number[]>();
  for (const { at, value } of series.flatMap(({ points }) => points)) {
    if (at < +start || at >= +end) continue;
    const from = Math.floor(at / width) * width;
    found.set(from, [...(found.get(from) ?? []), value]);
  }
  return [...found.entries()].sort(([a], [b]) => a - b).map(([at, values]) => ({ at, values }));
}

/** One of CloudWatch's statistics over the values of a period, which are never empty. */
export function statistic(values: number[], name: string): number {
  const sum = values.reduce((total, value) => total + value, 0);
  switch (name) {
    case 'SampleCount':
      return values.length;
    case 'Sum':
      return sum;
    case 'Average':
      return sum / values.length;
    case 'Minimum':
      return Math.min(...values);
    case 'Maximum':
      return Math.max(...values);
  }
  const percent = /^p(\d{1,2}(?:\.\d+)?|100)$/.exec(name)?.[1];
  if (percent === undefined) throw new NotServed(`the statistic ${name}`);
  return percentile(values, Number(percent));
}

/** The smallest value that `percent` of them do not exceed. */
export function percentile(values: number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? Number.NaN;
}
