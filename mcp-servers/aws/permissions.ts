import { permissionsResource } from '../runtime/places-resource.ts';

/** The IAM actions of deploy/aws/reader-policy.json, by a test; docs/aws-permissions.md says what each is for. */
export const actions = [
  'ecs:DescribeServices',
  'ecs:DescribeTaskDefinition',
  'ecs:DescribeTasks',
  'ecs:ListClusters',
  'ecs:ListServices',
  'ecs:ListTasks',
  'logs:DescribeLogGroups',
  'logs:FilterLogEvents',
  'logs:GetQueryResults',
  'logs:StartQuery',
  'logs:StopQuery',
  'cloudwatch:DescribeAlarmHistory',
  'cloudwatch:DescribeAlarms',
  'cloudwatch:GetMetricData',
  'cloudwatch:ListMetrics',
  'cloudtrail:LookupEvents',
  'pi:DescribeDimensionKeys',
  'pi:GetResourceMetrics',
  'rds:DescribeDBInstances',
  'rds:DescribeEvents',
  'lambda:ListFunctions',
  'elasticloadbalancing:DescribeTargetGroups',
  'elasticloadbalancing:DescribeTargetHealth',
  'xray:BatchGetTraces',
  'xray:GetTraceSummaries',
  'health:DescribeEventDetails',
  'health:DescribeEvents',
];

export const permissions = permissionsResource(
  'aws',
  [
    'IAM actions, on every resource unless you narrow them. All of them read. Without one of them the server goes on and names',
    'what it could not read. Reading other accounts takes sts:AssumeRole on their roles beside these.',
    '',
    ...actions.map((action) => `- ${action}`),
  ].join('\n'),
);
