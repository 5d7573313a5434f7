import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import {
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
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
import { BatchGetTracesCommand, GetTraceSummariesCommand } from '@aws-sdk/client-xray';
import { clientsOf } from './clients.ts';
import { group, logEvents, otherGroups, series } from './incident.ts';
import type { Endpoint } from './moto.ts';

type Entry = { when: Record<string, unknown>; response: Record<string, unknown> };

/**
 * The incident as a case: logs and metrics as they were written into moto, the rest as moto answers it, the way a person
 * records a case from an account. So the estate has to answer alike.
 */
export async function record(moto: Endpoint, now: number): Promise<Record<string, unknown>> {
  const clients = clientsOf(moto);
  const { ecs, cloudwatch, rds, lambda, elbv2, xray } = clients;
  try {
    const cluster = 'prod';
    const { serviceArns = [] } = await ecs.send(new ListServicesCommand({ cluster }));
    const tasks = await Promise.all(
      (['RUNNING', 'STOPPED'] as const).map((desiredStatus) =>
        ecs.send(new ListTasksCommand({ cluster, desiredStatus })),
      ),
    );
    const taskArns = tasks.flatMap(({ taskArns: arns = [] }) => arns);
    const { TargetGroups = [] } = await elbv2.send(new DescribeTargetGroupsCommand({}));
    const TargetGroupArn = TargetGroups[0]?.TargetGroupArn ?? '';
    const { LoadBalancers = [] } = await elbv2.send(new DescribeLoadBalancersCommand({}));
    const LoadBalancerArn = LoadBalancers[0]?.LoadBalancerArn ?? '';
    const { Listeners = [] } = await elbv2.send(new DescribeListenersCommand({ LoadBalancerArn }));
    const ListenerArn = Listeners[0]?.ListenerArn ?? '';
    const span = { StartTime: new Date(now - 3_600_000), EndTime: new Date(now + 60_000) };
    const summaries = await xray.send(new GetTraceSummariesCommand(span));
    const TraceIds = (summaries.TraceSummaries ?? []).flatMap(({ Id = [] }) => Id);
    const events = { SourceIdentifier: 'orders', SourceType: 'db-instance' as const };
    return {
      ...writtenLogs(now),
      'metrics.csv': writtenMetrics(now),
      'responses/cloudwatch/DescribeAlarms.json': [entry(await cloudwatch.send(new DescribeAlarmsCommand({})))],
      'responses/ecs/DescribeServices.json': [
        entry(await ecs.send(new DescribeServicesCommand({ cluster, services: serviceArns, include: ['TAGS'] }))),
      ],
      'responses/ecs/DescribeTasks.json': [
        entry(await ecs.send(new DescribeTasksCommand({ cluster, tasks: taskArns }))),
      ],
      'responses/ecs/DescribeTaskDefinition.json': await Promise.all(
        ['checkout:1', 'checkout:2'].map(async (taskDefinition) =>
          entry(await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition })), { taskDefinition }),
        ),
      ),
      'responses/rds/DescribeDBInstances.json': [entry(await rds.send(new DescribeDBInstancesCommand({})))],
      'responses/rds/DescribeEvents.json': [
        entry(await rds.send(new DescribeEventsCommand({ ...events, ...span })), events),
      ],
      'responses/lambda/ListFunctions.json': [entry(await lambda.send(new ListFunctionsCommand({})))],
      'responses/elbv2/DescribeLoadBalancers.json': [entry({ LoadBalancers })],
      'responses/elbv2/DescribeListeners.json': [entry({ Listeners }, { LoadBalancerArn })],
      'responses/elbv2/DescribeRules.json': [
        entry(await elbv2.send(new DescribeRulesCommand({ ListenerArn })), { ListenerArn }),
      ],
      'responses/elbv2/DescribeTargetGroups.json': [entry({ TargetGroups })],
      'responses/elbv2/DescribeTargetHealth.json': [
        entry(await elbv2.send(new DescribeTargetHealthCommand({ TargetGroupArn })), { TargetGroupArn }),
      ],
      'responses/xray/GetTraceSummaries.json': [entry(summaries)],
      'responses/xray/BatchGetTraces.json': [entry(await xray.send(new BatchGetTracesCommand({ TraceIds })))],
    };
  } finally {
    clients.close();
  }
}

function entry(answer: object, when: Entry['when'] = {}): Entry {
  const response = Object.fromEntries(Object.entries(answer).filter(([name]) => name !== '$metadata'));
  return { when, response };
}

function writtenLogs(now: number): Record<string, string> {
  const events = logEvents(now);
  const streams = [...new Set(events.map(({ stream }) => stream))].map((stream) => {
    const own = events.filter((event) => event.stream === stream);
    const lines = own.map(({ timestamp, message }) => JSON.stringify({ timestamp, message }));
    return [`logs${group}/${stream.replaceAll('/', '%2F')}.jsonl`, lines.join('\n')];
  });
  return Object.fromEntries([...streams, ...otherGroups.map((name) => [`logs${name}/s.jsonl`, ''])]);
}

function writtenMetrics(now: number): string {
  const rows = series(now).flatMap(({ namespace, metric, dimensions, unit, points }) =>
    points.map(({ at, value }) => {
      const named = dimensions.map(({ Name, Value }) => `${Name}=${Value}`).join(';');
      return [namespace, metric, named, new Date(at).toISOString(), value, unit].join(',');
    }),
  );
  return ['namespace,metric,dimensions,timestamp,value,unit', ...rows, ''].join('\n');
}
