import { GetMetricDataCommand, ListMetricsCommand, type MetricDataResult } from '@aws-sdk/client-cloudwatch';
import type { Connection } from '../connection.ts';
import type { Point } from '../metrics/shape.ts';
import type { Span } from './log-events.ts';
import { batches, paged } from './paged.ts';

/** A metric with exactly these dimensions: with fewer it is another one. */
export interface Series {
  namespace: string;
  metric: string;
  dimensions: { name: string; value: string }[];
}

export interface Curve {
  series: Series;
  statistic: 'Average' | 'Sum' | 'Maximum';
  /** Oldest first; periods without a value are left out. */
  points: Point[];
}

/** What GetMetricData answers in one request: 500 queries are allowed, and 100,800 points. */
const seriesPerRequest = 200;
const mostPoints = 500;
const minute = 60_000;
/** Points of a minute are kept for 15 days, those of five for 63. */
const minutesKept = 15 * 24 * 60;
const fiveMinutesKept = 63 * 24 * 60;

export async function listSeries(
  connection: Connection,
  by: { namespace?: string | undefined; metric?: string | undefined; dimension?: string | undefined },
  most: number,
  signal: AbortSignal,
): Promise<{ items: Series[]; more: boolean }> {
  return paged(most, async (token) => {
    const input = {
      ...(by.namespace !== undefined && { Namespace: by.namespace }),
      ...(by.metric !== undefined && { MetricName: by.metric }),
      ...(by.dimension !== undefined && { Dimensions: [{ Name: by.dimension }] }),
      ...(token !== undefined && { NextToken: token }),
    };
    const page = await connection.read('cloudwatch:ListMetrics', input, signal, ({ cloudwatch }, options) =>
      cloudwatch.send(new ListMetricsCommand(input), options),
    );
    const items = (page.Metrics ?? []).map(({ Namespace = '', MetricName = '', Dimensions = [] }) => ({
      namespace: Namespace,
      metric: MetricName,
      dimensions: Dimensions.map(({ Name = '', Value = '' }) => ({ name: Name, value: Value })),
    }));
    return { items, next: page.NextToken };
  });
}

/** How far back a window's baseline reaches: three times its length, a day at most, and at least its own. */
export function baselineStart({ since, until }: Span): Date {
  const length = until.getTime() - since.getTime();
  return new Date(since.getTime() - Math.max(length, Math.min(3 * length, 24 * 60 * minute)));
}

/** The points of many series at once, in the finest period that is kept and stays under 500 points each. */
export async function readCurves(
  connection: Connection,
  series: Series[],
  span: Span,
  now: Date,
  signal: AbortSignal,
): Promise<Curve[]> {
  const period = periodSeconds(span, now);
  const curves = await Promise.all(
    batches(series, seriesPerRequest).map((batch) => readBatch(connection, batch, span, period, signal)),
  );
  return curves.flat();
}

async function readBatch(
  connection: Connection,
  series: Series[],
  { since, until }: Span,
  period: number,
  signal: AbortSignal,
): Promise<Curve[]> {
  const input = {
    // Aligned, since CloudWatch answers for whole periods.
    StartTime: new Date(Math.floor(since.getTime() / (period * 1_000)) * period * 1_000),
    EndTime: until,
    ScanBy: 'TimestampAscending' as const,
    MetricDataQueries: series.map((one, index) => ({
      Id: `m${index}`,
      MetricStat: {
        Metric: {
          Namespace: one.namespace,
          MetricName: one.metric,
          Dimensions: one.dimensions.map(({ name, value }) => ({ Name: name, Value: value })),
        },
        Period: period,
        Stat: statisticOf(one),
      },
    })),
  };
  const { items } = await paged(Number.POSITIVE_INFINITY, async (token) => {
    const asked = { ...input, ...(token !== undefined && { NextToken: token }) };
    const page = await connection.read('cloudwatch:GetMetricData', asked, signal, ({ cloudwatch }, options) =>
      cloudwatch.send(new GetMetricDataCommand(asked), options),
    );
    return { items: page.MetricDataResults, next: page.NextToken };
  });
  return series.map((one, index) => {
    const statistic = statisticOf(one);
    const points = items.filter(({ Id }) => Id === `m${index}`).flatMap(pointsOf);
    // The sum of a period that has not ended says less than it will.
    const whole = points.filter(({ at }) => statistic !== 'Sum' || at + period * 1_000 <= until.getTime());
    return { series: one, statistic, points: whole };
  });
}

function pointsOf({ Timestamps = [], Values = [] }: MetricDataResult): Point[] {
  return Timestamps.map((at, index) => ({ at: at.getTime(), value: Values[index] ?? Number.NaN })).filter(
    ({ value }) => !Number.isNaN(value),
  );
}

function periodSeconds({ since, until }: Span, now: Date): number {
  const age = (now.getTime() - since.getTime()) / minute;
  const finest = age > fiveMinutesKept ? 3_600 : age > minutesKept ? 300 : 60;
  const length = (until.getTime() - since.getTime()) / 1_000;
  return [60, 300, 900, 3_600].find((period) => period >= finest && length / period <= mostPoints) ?? 21_600;
}

/** Of load balancers every count is one of things that happened, but for hosts and for flows that are open. */
const isElbSum = (namespace: string, metric: string): boolean =>
  /^AWS\/(Application|Network|Gateway)?ELB$/.test(namespace) &&
  /Count$/.test(metric) &&
  !/HostCount|ActiveFlow/.test(metric);

/** AWS's own counters say something as a sum; the number of hosts that are unhealthy as its maximum; all else on average. */
function statisticOf({ namespace, metric }: Series): Curve['statistic'] {
  if (!namespace.startsWith('AWS/')) return 'Average';
  if (/HostCount|TaskCount/.test(metric)) return 'Maximum';
  if (isElbSum(namespace, metric)) return 'Sum';
  return /Errors$|Throttles$|Invocations$|RequestCount|[45]XX|Requests$|^NumberOf|EventsCount/.test(metric)
    ? 'Sum'
    : 'Average';
}
