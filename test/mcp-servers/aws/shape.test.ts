import { describe, expect, it } from '@jest/globals';
import { meaningOf } from '../../../mcp-servers/aws/metrics/meaning.ts';
import { departs, shapeOf } from '../../../mcp-servers/aws/metrics/shape.ts';

const since = new Date('2026-05-12T09:00:00Z');
/** One value a minute, the first `before` of them before the window. */
const minutes = (values: number[], before = 0) =>
  values.map((value, index) => ({ at: since.getTime() + (index - before) * 60_000, value }));

describe('the shape of a curve', () => {
  it('says where the level changed and how it was before', () => {
    const shape = shapeOf(minutes([10, 11, 9, 10, 50, 51, 49, 50], 3), since);
    expect(shape).toMatchObject({
      min: 10,
      max: 51,
      last: 50,
      base: 10,
      baseIs: 'before',
      ratio: 5,
      step: { at: since.getTime() + 60_000, from: 10, to: 50 },
    });
  });

  it('takes the first points for usual where nothing was recorded before', () => {
    expect(shapeOf(minutes([3, 90, 91, 92, 93, 90, 91, 92]), since)).toMatchObject({ base: 3, baseIs: 'start' });
  });

  it('does not take trouble that began before the window for usual', () => {
    const shape = shapeOf(minutes([10, 10, 10, 10, 90, 90, 90, 90, 90, 90], 7), since);
    expect(shape).toMatchObject({ base: 10, step: { at: since.getTime() - 3 * 60_000 } });
  });

  it('is undefined where the window holds no point', () => {
    expect(shapeOf(minutes([1, 2, 3], 3), since)).toBeUndefined();
  });

  it('calls no departure what moves as much anyway', () => {
    const restless = shapeOf(minutes([10, 30, 8, 28, 12, 33, 9, 31, 25, 30]), since);
    expect(restless && departs(restless.now, restless, 'up')).toBe(false);
    const calm = shapeOf(minutes([10, 11, 10, 11, 10, 30, 31, 30, 31, 30]), since);
    expect(calm && departs(calm.now, calm, 'up')).toBe(true);
    expect(calm && departs(calm.now, calm, 'down')).toBe(false);
  });
});

describe('what a metric is about', () => {
  it.each([
    ['AWS/RDS', 'ReplicaLag', 'replication-lag'],
    ['AWS/RDS', 'CPUUtilization', 'database-cpu'],
    ['AWS/Lambda', 'Throttles', 'throttled'],
    ['AWS/Lambda', 'Errors', 'unknown'],
    ['AWS/ApplicationELB', 'UnHealthyHostCount', 'load-balancer-unhealthy'],
    ['AWS/ApplicationELB', 'TargetResponseTime', 'dependency-slow'],
    ['AWS/ApplicationELB', 'RequestCount', 'traffic-surge'],
    ['shop', 'orders_http_5xx_ratio', 'unknown'],
    ['shop', 'http_requests_total', 'traffic-surge'],
    ['Shop/Http', 'Requests', 'traffic-surge'],
    ['CWAgent', 'disk_used_percent', 'disk-full'],
    ['shop', 'hikari_pool_pending', 'connection-pool-exhausted'],
    ['shop', 'payments_sqs_errors', 'dependency-outage'],
    ['AWS/EC2', 'CPUUtilization', undefined],
    ['shop', 'baskets', undefined],
    ['shop', 'orders_placed_per_min', 'unknown'],
    ['shop', 'jobs_processed', 'unknown'],
    ['shop', 'uploads_per_min', undefined],
  ])('%s %s: %s', (namespace, metric, category) => {
    expect(meaningOf({ namespace, metric })?.category).toBe(category);
  });
});
