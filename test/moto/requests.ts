import { DescribeAlarmsCommand, GetMetricDataCommand, ListMetricsCommand } from '@aws-sdk/client-cloudwatch';
import {
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
  GetQueryResultsCommand,
  StartQueryCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import {
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  ListClustersCommand,
  ListServicesCommand,
  ListTasksCommand,
} from '@aws-sdk/client-ecs';
import {
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { DescribeDBInstancesCommand, DescribeEventsCommand } from '@aws-sdk/client-rds';
import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { BatchGetTracesCommand, GetTraceSummariesCommand } from '@aws-sdk/client-xray';
import type { Clients } from './clients.ts';
import { group } from './incident.ts';

/** A request as the server makes it, and in what the two answers may differ, with the reason beside it. */
export interface Request {
  send(clients: Clients, now: number): Promise<unknown>;
  /** Recorded from moto, so that each value must come back as it was. */
  recorded?: true;
  onlyMoto?: string[];
  onlyEstate?: string[];
}

const hour = 3_600_000;
const latency = {
  Namespace: 'Shop',
  MetricName: 'Latency',
  Dimensions: [{ Name: 'Service', Value: 'checkout' }],
};
const inSeconds = (ms: number): number => Math.floor(ms / 1_000);
const cluster = 'prod';

/** AWS gives a group's class; moto's answer predates it. */
const groupClass = ['logGroups[].logGroupClass: string'];

export const requests: Record<string, Request> = {
  'logs: groups': {
    send: ({ logs }) => logs.send(new DescribeLogGroupsCommand({ limit: 50 })),
    onlyEstate: groupClass,
  },
  'logs: groups by prefix': {
    send: ({ logs }) => logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: group, limit: 50 })),
    onlyEstate: groupClass,
  },
  'logs: groups, too many at once': {
    send: ({ logs }) => logs.send(new DescribeLogGroupsCommand({ limit: 51 })),
  },
  'logs: streams': {
    send: ({ logs }) => logs.send(new DescribeLogStreamsCommand({ logGroupName: group })),
    // Gone from AWS's documentation; nobody needs it any more.
    onlyMoto: ['logStreams[].uploadSequenceToken: string'],
  },
  'logs: streams of no group': {
    send: ({ logs }) => logs.send(new DescribeLogStreamsCommand({ logGroupName: '/nope' })),
  },
  'logs: events in a window': {
    send: ({ logs }, now) =>
      logs.send(
        new FilterLogEventsCommand({ logGroupName: group, startTime: now - hour, endTime: now, limit: 10_000 }),
      ),
    ...streamsSearched(),
  },
  'logs: the first of many events': {
    send: ({ logs }, now) =>
      logs.send(new FilterLogEventsCommand({ logGroupName: group, startTime: now - hour, endTime: now, limit: 3 })),
    ...streamsSearched(),
  },
  'logs: events of no group': {
    send: ({ logs }) => logs.send(new FilterLogEventsCommand({ logGroupName: '/nope' })),
  },
  'logs: events of one stream': {
    send: ({ logs }) => logs.send(new GetLogEventsCommand({ logGroupName: group, logStreamName: 'web/a1' })),
  },
  'logs: events of no stream': {
    send: ({ logs }) => logs.send(new GetLogEventsCommand({ logGroupName: group, logStreamName: 'nope' })),
  },
  'Insights: a query': {
    send: ({ logs }, now) => logs.send(query(group, now)),
  },
  'Insights: a query of no group': {
    send: ({ logs }, now) => logs.send(query('/nope', now)),
  },
  'Insights: its results': {
    async send({ logs }, now) {
      const { queryId } = await logs.send(query(group, now));
      // The first answer of the estate is that it still runs.
      await logs.send(new GetQueryResultsCommand({ queryId }));
      return await logs.send(new GetQueryResultsCommand({ queryId }));
    },
    // moto counts nothing.
    onlyEstate: [
      'queryLanguage: string',
      'statistics.bytesScanned: number',
      'statistics.recordsMatched: number',
      'statistics.recordsScanned: number',
    ],
  },
  'metrics: all series': {
    send: ({ cloudwatch }) => cloudwatch.send(new ListMetricsCommand({})),
  },
  'metrics: series by namespace and dimension': {
    send: ({ cloudwatch }) =>
      cloudwatch.send(new ListMetricsCommand({ Namespace: 'Shop', Dimensions: [{ Name: 'Service' }] })),
  },
  'metrics: points, and a series without any': {
    send: ({ cloudwatch }, now) => cloudwatch.send(metricData(now)),
    // AWS sends the empty list too.
    onlyEstate: ['Messages[]'],
  },
  'metrics: a window that ends before it starts': {
    send: ({ cloudwatch }, now) => cloudwatch.send(metricData(now, now - 2 * hour)),
  },
  'alarms: those that fire': {
    recorded: true,
    send: ({ cloudwatch }) =>
      cloudwatch.send(
        new DescribeAlarmsCommand({
          StateValue: 'ALARM',
          AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
          MaxRecords: 100,
        }),
      ),
  },
  'ECS: clusters': { recorded: true, send: ({ ecs }) => ecs.send(new ListClustersCommand({})) },
  'ECS: services': {
    recorded: true,
    send: ({ ecs }) => ecs.send(new ListServicesCommand({ cluster, maxResults: 100 })),
  },
  'ECS: services of no cluster': { send: ({ ecs }) => ecs.send(new ListServicesCommand({ cluster: 'nope' })) },
  'ECS: services described': {
    recorded: true,
    send: ({ ecs }) =>
      ecs.send(new DescribeServicesCommand({ cluster, services: ['checkout', 'idle'], include: ['TAGS'] })),
  },
  'ECS: services described, one of which does not exist': {
    send: ({ ecs }) =>
      ecs.send(new DescribeServicesCommand({ cluster, services: ['checkout', 'gone'], include: ['TAGS'] })),
  },
  'ECS: stopped tasks of a service': {
    recorded: true,
    async send({ ecs }) {
      const { taskArns = [] } = await ecs.send(
        new ListTasksCommand({ cluster, serviceName: 'checkout', desiredStatus: 'STOPPED', maxResults: 100 }),
      );
      return await ecs.send(new DescribeTasksCommand({ cluster, tasks: taskArns }));
    },
  },
  'ECS: a task definition': {
    recorded: true,
    send: ({ ecs }) => ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: 'checkout:1' })),
  },
  'ECS: a task definition that does not exist': {
    send: ({ ecs }) => ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: 'checkout:9' })),
  },
  'RDS: instances': { send: ({ rds }) => rds.send(new DescribeDBInstancesCommand({})) },
  'RDS: events of an instance': {
    recorded: true,
    send: ({ rds }, now) =>
      rds.send(
        new DescribeEventsCommand({
          SourceIdentifier: 'orders',
          SourceType: 'db-instance',
          StartTime: new Date(now - hour),
          EndTime: new Date(now + hour),
        }),
      ),
  },
  'Lambda: functions': { recorded: true, send: ({ lambda }) => lambda.send(new ListFunctionsCommand({})) },
  'load balancers: themselves': {
    recorded: true,
    send: ({ elbv2 }) => elbv2.send(new DescribeLoadBalancersCommand({})),
  },
  'load balancers: listeners': {
    recorded: true,
    async send({ elbv2 }) {
      const { LoadBalancers = [] } = await elbv2.send(new DescribeLoadBalancersCommand({}));
      return await elbv2.send(new DescribeListenersCommand({ LoadBalancerArn: LoadBalancers[0]?.LoadBalancerArn }));
    },
  },
  'load balancers: rules': {
    recorded: true,
    async send({ elbv2 }) {
      const { LoadBalancers = [] } = await elbv2.send(new DescribeLoadBalancersCommand({}));
      const [LoadBalancer] = LoadBalancers;
      const { Listeners = [] } = await elbv2.send(
        new DescribeListenersCommand({ LoadBalancerArn: LoadBalancer?.LoadBalancerArn }),
      );
      return await elbv2.send(new DescribeRulesCommand({ ListenerArn: Listeners[0]?.ListenerArn }));
    },
  },
  'load balancers: target groups': {
    recorded: true,
    send: ({ elbv2 }) => elbv2.send(new DescribeTargetGroupsCommand({})),
  },
  'load balancers: health of targets': {
    recorded: true,
    async send({ elbv2 }) {
      const { TargetGroups = [] } = await elbv2.send(new DescribeTargetGroupsCommand({}));
      return await elbv2.send(new DescribeTargetHealthCommand({ TargetGroupArn: TargetGroups[0]?.TargetGroupArn }));
    },
  },
  'X-Ray: summaries': {
    send: ({ xray }, now) => xray.send(traceSummaries(now)),
  },
  'X-Ray: traces': {
    recorded: true,
    async send({ xray }, now) {
      const { TraceSummaries = [] } = await xray.send(traceSummaries(now));
      return await xray.send(new BatchGetTracesCommand({ TraceIds: TraceSummaries.flatMap(({ Id = [] }) => Id) }));
    },
  },
  'STS: who asks': { send: ({ sts }) => sts.send(new GetCallerIdentityCommand({})) },
  'STS: a role of the same account': {
    send: ({ sts }) =>
      sts.send(
        new AssumeRoleCommand({ RoleArn: 'arn:aws:iam::123456789012:role/reader', RoleSessionName: 'sre-agent' }),
      ),
    onlyMoto: ['PackedPolicySize: number'],
  },
};

/** AWS has stopped to fill it. */
function streamsSearched(): Pick<Request, 'onlyMoto'> {
  return {
    onlyMoto: ['searchedLogStreams[].logStreamName: string', 'searchedLogStreams[].searchedCompletely: boolean'],
  };
}

const query = (name: string, now: number): StartQueryCommand =>
  new StartQueryCommand({
    logGroupNames: [name],
    startTime: inSeconds(now - hour),
    endTime: inSeconds(now),
    queryString: 'fields @timestamp, @message',
    limit: 5,
  });

const metricData = (now: number, until = now): GetMetricDataCommand =>
  new GetMetricDataCommand({
    StartTime: new Date(now - hour),
    EndTime: new Date(until),
    ScanBy: 'TimestampAscending',
    MetricDataQueries: [latency, { ...latency, MetricName: 'Nothing' }].map((Metric, index) => ({
      Id: `m${index}`,
      MetricStat: { Metric, Period: 60, Stat: 'Average' },
    })),
  });

const traceSummaries = (now: number): GetTraceSummariesCommand =>
  new GetTraceSummariesCommand({ StartTime: new Date(now - hour), EndTime: new Date(now + 60_000) });
