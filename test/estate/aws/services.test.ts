import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  GetMetricStatisticsCommand,
  ListMetricsCommand,
} from '@aws-sdk/client-cloudwatch';
import {
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  ECSClient,
  ListClustersCommand,
  ListServicesCommand,
  ListTasksCommand,
} from '@aws-sdk/client-ecs';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { BatchGetTracesCommand, GetTraceSummariesCommand, XRayClient } from '@aws-sdk/client-xray';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type AwsUnderTest, logStream, startAws } from './aws-under-test.ts';

let aws: AwsUnderTest | undefined;
const clients: { destroy(): void }[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  await aws?.close();
  aws = undefined;
});

function opened<T extends { destroy(): void }>(client: T): T {
  clients.push(client);
  return client;
}

const arn = (what: string): string => `arn:aws:ecs:eu-west-1:111122223333:${what}`;
const service = (name: string) => ({
  serviceName: name,
  serviceArn: arn(`service/prod/${name}`),
  clusterArn: arn('cluster/prod'),
  createdAt: '2026-05-01T00:00:00Z',
});

describe('CloudWatch', () => {
  const csv = [
    'namespace,metric,dimensions,timestamp,value,unit',
    'App,errors,Service=a;Zone=1,2026-05-12T09:00:00Z,1,Count',
    'App,errors,Service=a;Zone=1,2026-05-12T09:01:00Z,3,Count',
    'App,errors,Service=a,2026-05-12T09:00:00Z,100,Count',
    'App,latency,"Path=/x,y",2026-05-12T09:00:00Z,0.5,Seconds',
  ].join('\n');
  const window = { StartTime: new Date('2026-05-12T09:00:00Z'), EndTime: new Date('2026-05-12T09:05:00Z') };
  const errors = {
    Namespace: 'App',
    MetricName: 'errors',
    Dimensions: [
      { Name: 'Zone', Value: '1' },
      { Name: 'Service', Value: 'a' },
    ],
  };

  it('lists metrics by namespace and dimension', async () => {
    aws = await startAws({ 'metrics.csv': csv });
    const cloudwatch = opened(new CloudWatchClient(aws.client));
    const { Metrics } = await cloudwatch.send(
      new ListMetricsCommand({ Namespace: 'App', Dimensions: [{ Name: 'Zone' }] }),
    );
    expect(Metrics).toMatchObject([{ MetricName: 'errors' }]);
  });

  it('computes statistics of exactly the dimensions asked for', async () => {
    aws = await startAws({ 'metrics.csv': csv });
    const cloudwatch = opened(new CloudWatchClient(aws.client));
    const statistics = await cloudwatch.send(
      new GetMetricStatisticsCommand({ ...errors, ...window, Period: 300, Statistics: ['Average', 'Maximum'] }),
    );
    expect(statistics.Datapoints).toEqual([{ Timestamp: window.StartTime, Average: 2, Maximum: 3, Unit: 'Count' }]);
    const query = { Id: 'e', MetricStat: { Metric: errors, Period: 60, Stat: 'Sum' } };
    const data = await cloudwatch.send(new GetMetricDataCommand({ MetricDataQueries: [query], ...window }));
    expect(data.MetricDataResults?.[0]).toMatchObject({ Id: 'e', Values: [3, 1] });
  });

  it('does not serve expressions', async () => {
    aws = await startAws({});
    const cloudwatch = opened(new CloudWatchClient(aws.client));
    const expression = new GetMetricDataCommand({ MetricDataQueries: [{ Id: 'e', Expression: 'a/b' }], ...window });
    await expect(cloudwatch.send(expression)).rejects.toThrow('expression a/b');
  });

  it('filters the recorded alarms', async () => {
    const alarm = (AlarmName: string, StateValue: string) => ({
      AlarmName,
      StateValue,
      StateUpdatedTimestamp: '2026-05-12T09:30:00Z',
    });
    const response = { MetricAlarms: [alarm('a', 'OK'), alarm('b', 'ALARM')], CompositeAlarms: [alarm('c', 'ALARM')] };
    aws = await startAws({ 'responses/cloudwatch/DescribeAlarms.json': [{ when: {}, response }] });
    const cloudwatch = opened(new CloudWatchClient(aws.client));
    const firing = await cloudwatch.send(new DescribeAlarmsCommand({ StateValue: 'ALARM' }));
    expect(firing.MetricAlarms).toEqual([
      { AlarmName: 'b', StateValue: 'ALARM', StateUpdatedTimestamp: new Date('2026-05-12T09:30:00Z') },
    ]);
    expect(firing.CompositeAlarms).toEqual([]);
  });
});

describe('ECS', () => {
  const responses = {
    'responses/ecs/DescribeServices.json': [
      { when: { services: ['web'] }, response: { services: [service('web')] } },
      { when: { services: ['api'] }, response: { services: [service('api')] } },
    ],
    'responses/ecs/DescribeTasks.json': [
      {
        when: {},
        response: {
          tasks: [
            {
              taskArn: arn('task/prod/1'),
              clusterArn: arn('cluster/prod'),
              group: 'service:web',
              desiredStatus: 'STOPPED',
            },
          ],
        },
      },
    ],
    'responses/ecs/DescribeTaskDefinition.json': [
      { when: { taskDefinition: 'web:7' }, response: { taskDefinition: { family: 'web', revision: 7 } } },
    ],
  };

  it('lists what it describes, and finds by name or ARN', async () => {
    aws = await startAws(responses);
    const ecs = opened(new ECSClient(aws.client));
    expect((await ecs.send(new ListClustersCommand({}))).clusterArns).toEqual([arn('cluster/prod')]);
    const { serviceArns } = await ecs.send(new ListServicesCommand({ cluster: 'prod' }));
    expect(serviceArns).toEqual([arn('service/prod/web'), arn('service/prod/api')]);
    const tasks = new ListTasksCommand({ cluster: 'prod', serviceName: 'web', desiredStatus: 'STOPPED' });
    expect((await ecs.send(tasks)).taskArns).toEqual([arn('task/prod/1')]);
    const described = await ecs.send(
      new DescribeServicesCommand({ cluster: 'prod', services: [...(serviceArns ?? []), 'gone'] }),
    );
    expect(described.services?.map((found) => found.serviceName)).toEqual(['web', 'api']);
    // As ECS makes it of a name that it does not know: without the cluster.
    expect(described.failures).toEqual([{ arn: arn('service/gone'), reason: 'MISSING' }]);
    expect(described.services?.[0]?.createdAt).toEqual(new Date('2026-05-01T00:00:00Z'));
    const definition = await ecs.send(
      new DescribeTaskDefinitionCommand({ taskDefinition: arn('task-definition/web:7') }),
    );
    expect(definition.taskDefinition?.revision).toBe(7);
  });

  it('is empty, with the right shape, where a case has none', async () => {
    aws = await startAws({});
    const ecs = opened(new ECSClient(aws.client));
    expect((await ecs.send(new ListClustersCommand({}))).clusterArns).toEqual([]);
    await expect(ecs.send(new ListServicesCommand({ cluster: 'x' }))).rejects.toMatchObject({
      name: 'ClusterNotFoundException',
    });
  });

  it('answers a recorded error', async () => {
    const error = { name: 'ServerException', message: 'later', status: 500 };
    aws = await startAws({ 'responses/ecs/DescribeServices.json': [{ when: {}, error }] });
    const ecs = opened(new ECSClient({ ...aws.client, maxAttempts: 1 }));
    await expect(ecs.send(new DescribeServicesCommand({ services: ['a'] }))).rejects.toMatchObject({
      name: 'ServerException',
    });
  });
});

describe('CloudTrail', () => {
  it('looks events up by attribute and time, newest first', async () => {
    const event = (eventName: string, eventTime: string) =>
      JSON.stringify({
        eventName,
        eventTime,
        eventSource: 'ecs.amazonaws.com',
        recipientAccountId: '111122223333',
        awsRegion: 'eu-west-1',
        userIdentity: { userName: 'ann' },
      });
    aws = await startAws({
      'cloudtrail.jsonl': [
        event('UpdateService', '2026-05-12T09:00:00Z'),
        event('DeleteService', '2026-05-12T09:10:00Z'),
        event('UpdateService', '2026-05-12T09:20:00Z'),
      ].join('\n'),
    });
    expect(aws.client.region).toBe('eu-west-1');
    const trail = opened(new CloudTrailClient(aws.client));
    const { Events = [] } = await trail.send(
      new LookupEventsCommand({
        StartTime: new Date('2026-05-12T09:00:00Z'),
        LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: 'UpdateService' }],
      }),
    );
    expect(Events.map((found) => [found.EventTime?.toISOString(), found.Username])).toEqual([
      ['2026-05-12T09:20:00.000Z', 'ann'],
      ['2026-05-12T09:00:00.000Z', 'ann'],
    ]);
  });
});

describe('accounts, permissions and what is not there', () => {
  it('gives a role the other account, and only where the case has one', async () => {
    aws = await startAws({
      'accounts/444455556666/eu-west-1/responses/ecs/DescribeServices.json': [
        { when: {}, response: { services: [service('web')] } },
      ],
    });
    const sts = opened(new STSClient(aws.client));
    const role = (account: string) =>
      new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${account}:role/reader`, RoleSessionName: 'test' });
    const { Credentials } = await sts.send(role('444455556666'));
    const credentials = {
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
    };
    const there = opened(new ECSClient({ ...aws.client, region: 'eu-west-1', credentials }));
    expect((await there.send(new ListClustersCommand({}))).clusterArns).toHaveLength(1);
    const here = opened(new ECSClient(aws.client));
    expect((await here.send(new ListClustersCommand({}))).clusterArns).toHaveLength(0);
    await expect(sts.send(role('999999999999'))).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  it('refuses what denied.yaml forbids, naming the action', async () => {
    aws = await startAws({}, { denied: [{ aws: 'ecs:ListClusters', error: 'AccessDeniedException' }] });
    const ecs = opened(new ECSClient(aws.client));
    await expect(ecs.send(new ListClustersCommand({}))).rejects.toThrow(
      'is not authorized to perform: ecs:ListClusters',
    );
  });

  it('refuses requests without a signature and keys it has not given out', async () => {
    aws = await startAws({});
    expect((await fetch(aws.url, { method: 'POST' })).status).toBe(403);
    const ecs = opened(new ECSClient({ ...aws.client, credentials: { accessKeyId: 'other', secretAccessKey: 'x' } }));
    await expect(ecs.send(new ListClustersCommand({}))).rejects.toMatchObject({ name: 'UnrecognizedClientException' });
  });

  it.each([
    ['logs/g/s.jsonl', `${logStream([1, 'fine'])}\n{"timestamp":"x","message":"y"}`, 's.jsonl:2: '],
    ['metrics.csv', 'namespace,metric', 'metrics.csv:1: the header'],
    ['responses/ecs/X.json', '[{"when":{}}]', 'X.json: '],
  ])('refuses a broken %s by file and line', async (path, content, problem) => {
    await expect(startAws({ [path]: content })).rejects.toThrow(problem);
  });
});

describe('X-Ray', () => {
  const summaries = [
    { Id: '1-6a02ef40-000000000000000000000001', StartTime: '2026-05-12T09:20:00Z', Duration: 1 },
    { Id: '1-6a02de60-000000000000000000000002', Duration: 2 },
  ];
  const recorded = {
    'responses/xray/GetTraceSummaries.json': [{ when: {}, response: { TraceSummaries: summaries } }],
    'responses/xray/BatchGetTraces.json': summaries.map(({ Id }) => ({
      when: { TraceIds: [Id] },
      response: { Traces: [{ Id, Segments: [{ Id: 's', Document: '{}' }] }] },
    })),
  };

  it('lists traces of the window, by their time or by their id', async () => {
    aws = await startAws(recorded);
    const xray = opened(new XRayClient(aws.client));
    const list = (from: string, until: string) =>
      xray.send(new GetTraceSummariesCommand({ StartTime: new Date(from), EndTime: new Date(until) }));
    const { TraceSummaries } = await list('2026-05-12T09:00:00Z', '2026-05-12T10:00:00Z');
    expect(TraceSummaries).toMatchObject([{ Id: summaries[0]?.Id, StartTime: new Date('2026-05-12T09:20:00Z') }]);
    const earlier = await list('2026-05-12T08:00:00Z', '2026-05-12T09:00:00Z');
    expect(earlier.TraceSummaries).toMatchObject([{ Id: summaries[1]?.Id }]);
  });

  it('gives several traces at once where each was recorded by itself, and says which it has not', async () => {
    aws = await startAws(recorded);
    const xray = opened(new XRayClient(aws.client));
    const TraceIds = [...summaries.map(({ Id }) => Id), '1-00000000-000000000000000000000009'];
    const { Traces, UnprocessedTraceIds } = await xray.send(new BatchGetTracesCommand({ TraceIds }));
    expect(Traces?.map(({ Id }) => Id)).toEqual(TraceIds.slice(0, 2));
    expect(UnprocessedTraceIds).toEqual(TraceIds.slice(2));
  });

  it('does not serve filter expressions', async () => {
    aws = await startAws(recorded);
    const xray = opened(new XRayClient({ ...aws.client, maxAttempts: 1 }));
    const window = { StartTime: new Date('2026-05-12T09:00:00Z'), EndTime: new Date('2026-05-12T10:00:00Z') };
    const filtered = new GetTraceSummariesCommand({ ...window, FilterExpression: 'fault' });
    await expect(xray.send(filtered)).rejects.toThrow('FilterExpression');
  });
});
