import { PutMetricAlarmCommand, PutMetricDataCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { CreateLogGroupCommand, CreateLogStreamCommand, PutLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  CreateClusterCommand,
  CreateServiceCommand,
  RegisterTaskDefinitionCommand,
  RunTaskCommand,
  StopTaskCommand,
} from '@aws-sdk/client-ecs';
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateTargetGroupCommand,
  RegisterTargetsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { CreateFunctionCommand } from '@aws-sdk/client-lambda';
import { CreateDBInstanceCommand } from '@aws-sdk/client-rds';
import { PutTraceSegmentsCommand } from '@aws-sdk/client-xray';
import { type Clients, clientsOf } from './clients.ts';
import { group, logEvents, otherGroups, series } from './incident.ts';
import { account, type Endpoint } from './moto.ts';
import { firstOf, query } from './query.ts';

/** Writes the incident into moto. */
export async function furnish(moto: Endpoint, now: number): Promise<void> {
  const clients = clientsOf(moto);
  try {
    await Promise.all([
      writeLogs(clients, now),
      writeMetrics(clients, now),
      runServices(clients, moto),
      makeFunction(clients, moto),
      makeTargets(clients, moto),
      clients.rds.send(
        new CreateDBInstanceCommand({
          DBInstanceIdentifier: 'orders',
          DBInstanceClass: 'db.m5.large',
          Engine: 'postgres',
          AllocatedStorage: 20,
          MasterUsername: 'orders',
          MasterUserPassword: 'not-a-secret',
        }),
      ),
      clients.xray.send(new PutTraceSegmentsCommand({ TraceSegmentDocuments: [segment(now)] })),
    ]);
  } finally {
    clients.close();
  }
}

async function writeLogs({ logs }: Clients, now: number): Promise<void> {
  await Promise.all(
    [group, ...otherGroups].map((name) => logs.send(new CreateLogGroupCommand({ logGroupName: name }))),
  );
  const events = logEvents(now);
  for (const logStreamName of new Set(events.map(({ stream }) => stream))) {
    const stream = { logGroupName: group, logStreamName };
    await logs.send(new CreateLogStreamCommand(stream));
    const own = events.filter((event) => event.stream === logStreamName);
    const lines = own.map(({ timestamp, message }) => ({ timestamp, message }));
    await logs.send(new PutLogEventsCommand({ ...stream, logEvents: lines }));
  }
}

async function writeMetrics({ cloudwatch }: Clients, now: number): Promise<void> {
  const all = series(now);
  for (const Namespace of new Set(all.map(({ namespace }) => namespace))) {
    const MetricData = all
      .filter(({ namespace }) => namespace === Namespace)
      .flatMap(({ metric, dimensions, unit, points }) =>
        points.map(({ at, value }) => ({
          MetricName: metric,
          Dimensions: dimensions,
          Timestamp: new Date(at),
          Value: value,
          Unit: unit,
        })),
      );
    await cloudwatch.send(new PutMetricDataCommand({ Namespace, MetricData }));
  }
  const watch = { Namespace: 'Shop', MetricName: 'Latency', Dimensions: [{ Name: 'Service', Value: 'checkout' }] };
  const rule = { Period: 60, EvaluationPeriods: 3, ComparisonOperator: 'GreaterThanThreshold' as const };
  for (const [AlarmName, Threshold, StateValue] of [
    ['checkout-latency', 500, 'ALARM'],
    ['checkout-slowest', 5_000, 'OK'],
  ] as const) {
    const description = { AlarmName, AlarmDescription: 'orders take long' };
    await cloudwatch.send(
      new PutMetricAlarmCommand({ ...description, ...watch, ...rule, Statistic: 'Average', Threshold }),
    );
    await cloudwatch.send(
      new SetAlarmStateCommand({ AlarmName, StateValue, StateReason: `against the threshold of ${Threshold}` }),
    );
  }
}

async function runServices({ ecs }: Clients, moto: Endpoint): Promise<void> {
  await ecs.send(new CreateClusterCommand({ clusterName: 'prod' }));
  for (const tag of ['v8', 'v9']) {
    await ecs.send(
      new RegisterTaskDefinitionCommand({
        family: 'checkout',
        networkMode: 'awsvpc',
        cpu: '256',
        memory: '512',
        requiresCompatibilities: ['FARGATE'],
        containerDefinitions: [
          {
            name: 'app',
            image: `registry.test/checkout:${tag}`,
            memory: 128,
            environment: [{ name: 'DB_PASSWORD', value: 'hunter22' }],
            logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-group': group } },
          },
        ],
      }),
    );
  }
  const tags = [{ key: 'service', value: 'storefront' }];
  const cluster = 'prod';
  await ecs.send(
    new CreateServiceCommand({ cluster, serviceName: 'checkout', taskDefinition: 'checkout:2', desiredCount: 2, tags }),
  );
  await ecs.send(
    new CreateServiceCommand({ cluster, serviceName: 'idle', taskDefinition: 'checkout:1', desiredCount: 0 }),
  );
  const subnet = firstOf(await query(moto, 'ec2', 'DescribeSubnets'), 'subnetId');
  const { tasks = [] } = await ecs.send(
    new RunTaskCommand({
      cluster,
      taskDefinition: 'checkout:2',
      launchType: 'FARGATE',
      group: 'service:checkout',
      count: 2,
      networkConfiguration: { awsvpcConfiguration: { subnets: [subnet], securityGroups: [] } },
    }),
  );
  await ecs.send(
    new StopTaskCommand({
      cluster,
      task: tasks[0]?.taskArn,
      reason: 'CannotPullContainerError: registry.test/checkout:v9: not found',
    }),
  );
}

async function makeFunction({ lambda }: Clients, moto: Endpoint): Promise<void> {
  const principal = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };
  const trust = JSON.stringify({ Version: '2012-10-17', Statement: [principal] });
  const role = await query(moto, 'iam', 'CreateRole', { RoleName: 'mailer', AssumeRolePolicyDocument: trust });
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName: 'mailer',
      PackageType: 'Image',
      Code: { ImageUri: `${account}.dkr.ecr.${moto.region}.amazonaws.com/mailer:1` },
      Role: firstOf(role, 'Arn'),
      Environment: { Variables: { API_KEY: 'hunter22' } },
    }),
  );
}

async function makeTargets({ elbv2 }: Clients, moto: Endpoint): Promise<void> {
  const VpcId = firstOf(await query(moto, 'ec2', 'DescribeVpcs'), 'vpcId');
  const { TargetGroups = [] } = await elbv2.send(
    new CreateTargetGroupCommand({ Name: 'checkout', Protocol: 'HTTP', Port: 80, TargetType: 'ip', VpcId }),
  );
  const target = { Id: '10.0.0.1', Port: 80 };
  const TargetGroupArn = TargetGroups[0]?.TargetGroupArn;
  await elbv2.send(new RegisterTargetsCommand({ TargetGroupArn, Targets: [target] }));
  const subnet = firstOf(await query(moto, 'ec2', 'DescribeSubnets'), 'subnetId');
  const { LoadBalancers = [] } = await elbv2.send(
    new CreateLoadBalancerCommand({ Name: 'edge', Type: 'application', Subnets: [subnet] }),
  );
  await elbv2.send(
    new CreateListenerCommand({
      LoadBalancerArn: LoadBalancers[0]?.LoadBalancerArn,
      Protocol: 'HTTP',
      Port: 80,
      DefaultActions: [{ Type: 'forward', TargetGroupArn }],
    }),
  );
}

/** One slow and failed request. */
function segment(now: number): string {
  const began = Math.floor(now / 1_000) - 60;
  return JSON.stringify({
    trace_id: `1-${began.toString(16)}-000000000000000000000001`,
    id: '0000000000000001',
    name: 'checkout',
    start_time: began,
    end_time: began + 5,
    fault: true,
    http: { request: { url: 'http://shop.test/orders', method: 'POST' }, response: { status: 500 } },
  });
}
