import { objectName } from './draft.ts';

/** What a metric or alarm is about, by the dimension that names it, most specific first. */
const subjects: Record<string, string> = {
  DBInstanceIdentifier: 'rds',
  DBClusterIdentifier: 'rds',
  ServiceName: 'ecs',
  FunctionName: 'lambda',
  TargetGroup: 'elbv2',
  LoadBalancer: 'elbv2',
  QueueName: 'sqs',
  TableName: 'dynamodb',
  CacheClusterId: 'elasticache',
  ClusterName: 'ecs',
};

/** Undefined where no dimension is known to name anything. */
export function subjectOf(dimensions: { name: string; value: string }[]): string | undefined {
  for (const [dimension, service] of Object.entries(subjects)) {
    const value = dimensions.find(({ name }) => name === dimension)?.value;
    // targetgroup/checkout/8d1f0c7be1a94c22, app/shop/50dc6c495c0c9188
    if (value) return objectName(service, service === 'elbv2' ? (value.split('/').at(-2) ?? value) : value);
  }
  return undefined;
}
