/*
 * What moto and the estate both hold. moto takes log events of the last fortnight only and dates what is made in it
 * itself, so that the incident is now.
 */

export const group = '/prod/checkout';
/** More than one page of DescribeLogGroups. */
export const otherGroups = Array.from({ length: 55 }, (_, i) => `/other/g${i + 10}`);
/** More than one page of ListMetrics. */
export const seriesCount = 520;

const errorEvery = 5;
/** Of two streams in turn, a line every 10 s, the last one 20 s ago. */
export function logEvents(now: number): { stream: string; timestamp: number; message: string }[] {
  return Array.from({ length: 40 }, (_, i) => ({
    stream: i % 2 === 0 ? 'web/a1' : 'web/b2',
    timestamp: now - 20_000 - (39 - i) * 10_000,
    message:
      i % errorEvery === 0
        ? `ERROR order ${i} failed: pool exhausted, no connection within 5000ms`
        : `INFO order ${i} placed`,
  }));
}

export interface Series {
  namespace: string;
  metric: string;
  dimensions: { Name: string; Value: string }[];
  unit: 'Milliseconds' | 'Count';
  points: { at: number; value: number }[];
}

export function series(now: number): Series[] {
  const minute = Math.floor(now / 60_000) * 60_000;
  const latency: Series = {
    namespace: 'Shop',
    metric: 'Latency',
    dimensions: [{ Name: 'Service', Value: 'checkout' }],
    unit: 'Milliseconds',
    points: Array.from({ length: 90 }, (_, i) => ({ at: minute - (90 - i) * 60_000, value: i < 80 ? 100 : 900 })),
  };
  const others = Array.from(
    { length: seriesCount - 1 },
    (_, i): Series => ({
      namespace: 'Other',
      metric: 'Visits',
      dimensions: [{ Name: 'Page', Value: `p${i + 1_000}` }],
      unit: 'Count',
      points: [{ at: minute - 120_000, value: i }],
    }),
  );
  return [latency, ...others];
}
