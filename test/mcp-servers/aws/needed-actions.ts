export type ToolCall = [tool: string, args: Record<string, unknown>];

/** The names that the calls below ask for: a service whose log group this is. */
export const service = 'checkout';
export const group = '/prod/checkout';

export const services: ToolCall = ['aws_get', { what: 'services', service }];
export const alarms: ToolCall = ['aws_get', { what: 'alarms' }];
export const databases: ToolCall = ['aws_get', { what: 'databases' }];
export const eks: ToolCall = ['aws_get', { what: 'eks' }];
export const functions: ToolCall = ['aws_get', { what: 'functions' }];
export const triage: ToolCall = ['aws_triage', { scope: { service } }];
const targets: ToolCall = ['aws_get', { what: 'load_balancers' }];
const metrics: ToolCall = ['aws_metrics', { names: [service] }];
const logs: ToolCall = ['aws_logs', { log_group: group }];
const query: ToolCall = ['aws_logs_query', { log_groups: [group], query: 'fields @message' }];
const traces: ToolCall = ['aws_traces', {}];

/** A call that needs the action. */
export const callNeeding: Record<string, ToolCall> = {
  'ecs:ListClusters': services,
  'ecs:ListServices': services,
  'ecs:DescribeServices': services,
  'ecs:ListTasks': services,
  'ecs:DescribeTasks': services,
  'ecs:DescribeTaskDefinition': services,
  'eks:ListClusters': eks,
  'eks:DescribeCluster': eks,
  'eks:ListNodegroups': eks,
  'eks:DescribeNodegroup': eks,
  'eks:ListAddons': eks,
  'eks:DescribeAddon': eks,
  'eks:ListUpdates': eks,
  'eks:DescribeUpdate': eks,
  'logs:DescribeLogGroups': logs,
  'logs:FilterLogEvents': logs,
  'logs:StartQuery': query,
  'logs:GetQueryResults': query,
  'cloudwatch:DescribeAlarms': alarms,
  'cloudwatch:DescribeAlarmHistory': alarms,
  'cloudwatch:ListMetrics': metrics,
  'cloudwatch:GetMetricData': metrics,
  'cloudtrail:LookupEvents': ['aws_changes', {}],
  'rds:DescribeDBInstances': databases,
  'rds:DescribeEvents': databases,
  'pi:DescribeDimensionKeys': databases,
  'pi:GetResourceMetrics': databases,
  'lambda:ListFunctions': functions,
  'elasticloadbalancing:DescribeLoadBalancers': targets,
  'elasticloadbalancing:DescribeListeners': targets,
  'elasticloadbalancing:DescribeRules': targets,
  'elasticloadbalancing:DescribeTargetGroups': targets,
  'elasticloadbalancing:DescribeTargetHealth': targets,
  'xray:GetTraceSummaries': traces,
  'xray:BatchGetTraces': traces,
  'health:DescribeEvents': triage,
  'health:DescribeEventDetails': triage,
};

/** Nobody waits for the answer to `logs:StopQuery` any more: the caller has gone. */
export const unanswered = ['logs:StopQuery'];
