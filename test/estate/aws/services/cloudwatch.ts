import { z } from 'zod';
import { NotServed } from '../../system.ts';
import { AwsError } from '../aws-error.ts';
import { count, type Operation, operation, page, time } from '../operation.ts';
import type { Series } from './metrics.ts';
import { type Bucket, buckets, statistic } from './statistics.ts';

const dimension = z.strictObject({ Name: z.string(), Value: z.string() });
const dimensions = z.array(dimension).default([]);

const metricStat = z.strictObject({
  Metric: z.strictObject({ Namespace: z.string(), MetricName: z.string(), Dimensions: dimensions }),
  Period: count,
  Stat: z.string(),
  Unit: z.string().optional(),
});

const metricDataQuery = z.strictObject({
  Id: z.string().regex(/^[a-z][A-Za-z0-9_]*$/),
  Label: z.string().optional(),
  MetricStat: metricStat.optional(),
  Expression: z.string().optional(),
  ReturnData: z.union([z.boolean(), z.stringbool()]).default(true),
});

export const cloudwatchOperations: Record<string, Operation> = {
  ListMetrics: operation(
    z.strictObject({
      Namespace: z.string().optional(),
      MetricName: z.string().optional(),
      Dimensions: z.array(z.strictObject({ Name: z.string(), Value: z.string().optional() })).default([]),
      RecentlyActive: z.literal('PT3H').optional(),
      NextToken: z.string().optional(),
    }),
    ({ Namespace, MetricName, Dimensions, RecentlyActive, NextToken }, { region, now }) => {
      const found = region.metrics
        .filter((series) => Namespace === undefined || series.namespace === Namespace)
        .filter((series) => MetricName === undefined || series.metric === MetricName)
        .filter((series) => Dimensions.every((wanted) => hasDimension(series, wanted)))
        .filter((series) => RecentlyActive === undefined || series.points.some(({ at }) => at >= +now - 3 * 3_600_000))
        .map(({ namespace, metric, dimensions: own }) => ({
          Namespace: namespace,
          MetricName: metric,
          Dimensions: own,
        }));
      const query = { Namespace, MetricName, Dimensions, RecentlyActive };
      const { items, next } = page(found, 500, NextToken, query);
      return { Metrics: items, NextToken: next };
    },
  ),

  GetMetricStatistics: operation(
    z.strictObject({
      Namespace: z.string(),
      MetricName: z.string(),
      Dimensions: dimensions,
      StartTime: time,
      EndTime: time,
      Period: count,
      Statistics: z.array(z.string()).default([]),
      ExtendedStatistics: z.array(z.string()).default([]),
      Unit: z.string().optional(),
    }),
    (
      { Namespace, MetricName, Dimensions, StartTime, EndTime, Period, Statistics, ExtendedStatistics, Unit },
      { region },
    ) => {
      const series = select(region.metrics, { Namespace, MetricName, Dimensions }, Unit);
      const datapoints = buckets(series, StartTime, EndTime, Period).map((bucket) => ({
        Timestamp: new Date(bucket.at),
        ...Object.fromEntries(Statistics.map((name) => [name, statistic(bucket.values, name)])),
        ...(ExtendedStatistics.length > 0 && {
          ExtendedStatistics: Object.fromEntries(
            ExtendedStatistics.map((name) => [name, statistic(bucket.values, name)]),
          ),
        }),
        Unit: series[0]?.unit ?? 'None',
      }));
      return { Label: MetricName, Datapoints: datapoints };
    },
  ),

  GetMetricData: operation(
    z.strictObject({
      MetricDataQueries: z.array(metricDataQuery).min(1).max(500),
      StartTime: time,
      EndTime: time,
      ScanBy: z.enum(['TimestampAscending', 'TimestampDescending']).default('TimestampDescending'),
      MaxDatapoints: count.optional(),
      NextToken: z.string().optional(),
    }),
    ({ MetricDataQueries, StartTime, EndTime, ScanBy, NextToken }, { region }) => {
      if (EndTime <= StartTime) {
        throw new AwsError('ValidationException', 'The parameter EndTime must be greater than StartTime.');
      }
      if (NextToken !== undefined) throw new NotServed('NextToken of GetMetricData: it answers in one page');
      const results = MetricDataQueries.filter((query) => query.ReturnData).map((query) => {
        if (query.Expression !== undefined || query.MetricStat === undefined) {
          throw new NotServed(`the metric expression ${query.Expression}`);
        }
        const { Metric, Period, Stat, Unit } = query.MetricStat;
        const found: Bucket[] = buckets(select(region.metrics, Metric, Unit), StartTime, EndTime, Period);
        if (ScanBy === 'TimestampDescending') found.reverse();
        return {
          Id: query.Id,
          Label: query.Label ?? Metric.MetricName,
          Timestamps: found.map(({ at }) => new Date(at)),
          Values: found.map(({ values }) => statistic(values, Stat)),
          StatusCode: 'Complete',
        };
      });
      return { MetricDataResults: results, Messages: [] };
    },
  ),
};

function hasDimension(series: Series, { Name, Value }: { Name: string; Value?: string | undefined }): boolean {
  return series.dimensions.some((own) => own.Name === Name && (Value === undefined || own.Value === Value));
}

/** A metric is its namespace, name and exact set of dimensions: fewer dimensions are another metric. */
function select(
  all: Series[],
  metric: { Namespace: string; MetricName: string; Dimensions: { Name: string; Value: string }[] },
  unit: string | undefined,
): Series[] {
  return all.filter(
    (series) =>
      series.namespace === metric.Namespace &&
      series.metric === metric.MetricName &&
      series.dimensions.length === metric.Dimensions.length &&
      metric.Dimensions.every((wanted) => hasDimension(series, wanted)) &&
      (unit === undefined || series.unit === unit),
  );
}
