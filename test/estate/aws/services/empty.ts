/** Lists that a reachable account answers with nothing in it, with the fields AWS gives then. By `service/Operation`. */
export const emptyLists: Record<string, Record<string, unknown>> = {
  'cloudwatch/DescribeAlarmHistory': { AlarmHistoryItems: [] },
  'ecs/DescribeClusters': { clusters: [], failures: [] },
  'ecs/ListTaskDefinitions': { taskDefinitionArns: [] },
  'rds/DescribeDBInstances': { DBInstances: [] },
  'rds/DescribeDBClusters': { DBClusters: [] },
  'rds/DescribeEvents': { Events: [] },
  'pi/DescribeDimensionKeys': { Keys: [] },
  'pi/GetResourceMetrics': { MetricList: [] },
  'xray/GetServiceGraph': { Services: [] },
  'lambda/ListFunctions': { Functions: [] },
  'eks/ListClusters': { clusters: [] },
  'elbv2/DescribeLoadBalancers': { LoadBalancers: [] },
  'elbv2/DescribeTargetGroups': { TargetGroups: [] },
  'elbv2/DescribeTargetHealth': { TargetHealthDescriptions: [] },
  'health/DescribeEvents': { events: [] },
  'health/DescribeEventDetails': { successfulSet: [], failedSet: [] },
};
