import { afterEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { finding } from '../../../mcp-servers/runtime/finding.ts';
import { logStream } from '../../estate/aws/aws-under-test.ts';
import type { Called } from '../connect.ts';
import { ecsResponses, type ServerUnderTest, startServer } from './aws-server.ts';

let server: ServerUnderTest | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const findingsOf = ({ structured }: Called) => z.array(finding).parse(structured.findings);

async function triage(
  content: Parameters<typeof startServer>[0],
  scope: Record<string, unknown> = {},
  options: Parameters<typeof startServer>[1] = {},
): Promise<Called> {
  server = await startServer(content, options);
  const called = await server.call('aws_triage', { scope });
  expect(server.aws.journal.notServed).toEqual([]);
  return called;
}

const deployment = {
  status: 'PRIMARY',
  taskDefinition: 'checkout:2',
  rolloutState: 'IN_PROGRESS',
  failedTasks: 4,
  createdAt: '2026-05-12T09:20:00Z',
};
const container = (image: string) => ({
  containerDefinitions: [{ name: 'app', image, environment: [{ name: 'DB_PASSWORD', value: 'hunter22' }] }],
});

describe('ECS services', () => {
  it('says that an image does not exist, what the deployment changed, and that the alarm follows from it', async () => {
    const called = await triage(
      {
        ...ecsResponses(
          { checkout: { runningCount: 0, deployments: [deployment] }, other: {} },
          {
            tasks: [
              {
                group: 'service:checkout',
                stoppedReason:
                  'CannotPullContainerError: failed to resolve ref registry.test/checkout:v9: registry.test/checkout:v9: not found',
              },
            ],
            definitions: {
              'checkout:1': container('registry.test/checkout:v8'),
              'checkout:2': container('registry.test/checkout:v9'),
            },
          },
        ),
        'responses/cloudwatch/DescribeAlarms.json': [
          {
            when: {},
            response: {
              MetricAlarms: [
                {
                  AlarmName: 'checkout-5xx',
                  StateValue: 'ALARM',
                  StateReason: 'Threshold Crossed',
                  MetricName: 'Errors',
                  StateUpdatedTimestamp: '2026-05-12T09:25:00Z',
                },
              ],
            },
          },
        ],
      },
      { service: 'checkout' },
    );
    const [root, alarm] = findingsOf(called);
    expect(root).toMatchObject({
      category: 'image-not-found',
      object: 'aws:ecs/checkout',
      severity: 'critical',
      since: '2026-05-12T09:20:00.000Z',
    });
    expect(alarm).toMatchObject({ object: 'aws:cloudwatch/checkout-5xx', causedBy: root?.id });
    expect(called.text).toContain('app image: registry.test/checkout:v8 -> registry.test/checkout:v9');
    expect(called.text).not.toContain('hunter22');
    for (const { evidence } of findingsOf(called)) for (const line of evidence) expect(called.text).toContain(line);
  });

  it.each([
    ['CannotPullContainerError: pull access denied: no basic auth credentials', {}, 'image-pull-credentials'],
    ['CannotPullContainerError: dial tcp 10.0.0.1:443: i/o timeout', {}, 'registry-unreachable'],
    ['CannotPullContainerError: toomanyrequests: You have reached your pull rate limit', {}, 'throttled'],
    [
      "ResourceInitializationError: unable to pull secrets or registry auth: ResourceNotFoundException: Secrets Manager can't find the specified secret.",
      {},
      'missing-secret',
    ],
    [
      'ResourceInitializationError: unable to pull secrets or registry auth: AccessDeniedException: not authorized to perform: secretsmanager:GetSecretValue',
      {},
      'permission-denied',
    ],
    [
      'Essential container in task exited',
      {
        containers: [{ name: 'app', exitCode: 137, reason: 'OutOfMemoryError: Container killed due to memory usage' }],
      },
      'out-of-memory',
    ],
    ['Essential container in task exited', { containers: [{ name: 'app', exitCode: 1 }] }, 'application-crash'],
    ['CannotStartContainerError: exec: "serve": executable file not found in $PATH', {}, 'bad-command'],
    ['Task failed container health checks', {}, 'probe-failing'],
    ['Task failed ELB health checks in (target-group arn:x)', {}, 'load-balancer-unhealthy'],
    ['Capacity is unavailable at this time. Please try again later', {}, 'insufficient-cpu'],
  ])('%s', async (stoppedReason, more, category) => {
    const called = await triage(
      ecsResponses(
        { checkout: { runningCount: 1 } },
        { tasks: [{ group: 'service:checkout', stoppedReason, stopCode: 'EssentialContainerExited', ...more }] },
      ),
      { service: 'checkout' },
    );
    expect(findingsOf(called)[0]).toMatchObject({ category, object: 'aws:ecs/checkout' });
  });

  it('finds nothing wrong in a service at strength whose tasks a deployment replaced', async () => {
    const tasks = [1, 2, 3].map(() => ({
      group: 'service:checkout',
      stoppedReason: 'Scaling activity initiated by (deployment ecs-svc/1)',
    }));
    const called = await triage(ecsResponses({ checkout: {} }, { tasks }), { service: 'checkout' });
    expect(findingsOf(called)).toEqual([]);
    expect(called.structured.examined).toEqual([
      expect.stringContaining('1 ECS services named so (1 in all) of 1 clusters, 1 at strength'),
    ]);
  });

  it('warns of a weak service that nobody asked about, below what was asked', async () => {
    const called = await triage(ecsResponses({ search: { runningCount: 0 } }), { service: 'checkout' });
    expect(findingsOf(called)).toMatchObject([{ object: 'aws:ecs/search', severity: 'warning' }]);
    expect(called.structured.examined).toEqual([]);
  });
});

describe('logs', () => {
  const failing = (ago: number): [number, string] => [
    ago,
    `ERROR order ${ago} failed: pool exhausted, no connection within 5000ms`,
  ];

  it('names the kind of error that is new against the window before, verbatim', async () => {
    const called = await triage(
      {
        'logs/prod/checkout/s.jsonl': logStream(
          [5_000, 'ERROR tax 1 missing for country'],
          [4_000, 'INFO fine'],
          failing(900),
          failing(600),
          failing(60),
          [50, 'ERROR tax 2 missing for country'],
        ),
      },
      { service: 'checkout' },
    );
    expect(findingsOf(called)).toMatchObject([
      { category: 'connection-pool-exhausted', object: 'aws:logs/prod/checkout', since: '2026-05-12T09:25:00.000Z' },
    ]);
    expect(called.text).toContain('(3x, none before)');
    expect(called.text).toContain('as before: /prod/checkout 1x ERROR tax 2 missing');
  });

  it('does not find what is over', async () => {
    const called = await triage(
      { 'logs/prod/checkout/s.jsonl': logStream(failing(2_000), failing(1_900), [60, 'INFO fine']) },
      { service: 'checkout' },
    );
    expect(findingsOf(called)).toEqual([]);
    expect(called.text).toContain('over: /prod/checkout logged connection pool exhausted 2 times');
  });

  it('reads a JSON line by its message and a named service by its task definition', async () => {
    const logConfiguration = { logDriver: 'awslogs', options: { 'awslogs-group': '/x/elsewhere' } };
    const called = await triage(
      {
        ...ecsResponses(
          { checkout: {} },
          { definitions: { 'checkout:2': { containerDefinitions: [{ name: 'app', image: 'i', logConfiguration }] } } },
        ),
        'logs/x/elsewhere/s.jsonl': logStream([30, '{"level":"ERROR","msg":"relation \\"orders\\" does not exist"}']),
      },
      { service: 'checkout' },
    );
    expect(findingsOf(called)).toMatchObject([{ category: 'schema-mismatch', object: 'aws:ecs/checkout' }]);
  });

  it('never reads all groups blindly', async () => {
    const groups = Array.from({ length: 12 }, (_, i) => [
      `logs/g${i}/s.jsonl`,
      logStream([10, 'ERROR pool exhausted']),
    ]);
    const called = await triage(Object.fromEntries(groups), { service: 'checkout' });
    expect(findingsOf(called)).toEqual([]);
    expect(called.structured.notChecked).toEqual([expect.stringContaining('logs: none is named checkout')]);
    expect(server?.aws.journal.requests.filter(({ operation }) => operation === 'FilterLogEvents')).toEqual([]);
  });

  it('searches a large group instead of reading it', async () => {
    const lines = Array.from({ length: 5_200 }, (_, i): [number, string] => [3_000 - i / 2, `INFO request ${i}`]);
    const called = await triage(
      { 'logs/prod/checkout/s.jsonl': logStream(...lines, failing(30)) },
      { service: 'checkout' },
    );
    expect(findingsOf(called)).toMatchObject([{ category: 'connection-pool-exhausted' }]);
    expect(called.text).toContain('1 of them searched for trouble only');
  });
});

describe('what cannot be read', () => {
  it('names the missing IAM action and tells the rest', async () => {
    const called = await triage(
      ecsResponses({ checkout: { runningCount: 1 } }, { definitions: { 'checkout:2': {} } }),
      { service: 'checkout' },
      { denied: [{ aws: 'logs:DescribeLogGroups', error: 'AccessDeniedException' }] },
    );
    expect(findingsOf(called)).toHaveLength(1);
    expect(called.structured.notChecked).toEqual([
      'log groups: not permitted, the credentials need the IAM action logs:DescribeLogGroups',
    ]);
    expect(called.text).toContain('not checked: log groups: not permitted');
  });

  it('is an error with a hint where the credentials have expired', async () => {
    const called = await triage({}, {}, { denied: [{ system: 'aws', error: 'ExpiredTokenException' }] });
    expect(called.structured.error).toMatchObject({
      code: 'unauthorized',
      retryable: false,
      hint: expect.stringContaining('renew them'),
    });
  });

  it('refuses accounts and regions that are not allowed', async () => {
    const called = await triage({}, { accounts: [{ account: '123456789012', regions: ['eu-north-1'] }] });
    expect(called.structured.error).toMatchObject({ code: 'not_allowed', hint: 'allowed: us-east-1' });
  });

  it('reads another account with its role, beside the own', async () => {
    const other = ecsResponses({ ledger: { runningCount: 0 } })['responses/ecs/DescribeServices.json'];
    const called = await triage(
      { 'accounts/444455556666/us-east-1/responses/ecs/DescribeServices.json': other },
      { service: 'ledger' },
      { env: { SRE_AGENT_AWS_ACCOUNTS: '123456789012,444455556666=arn:aws:iam::444455556666:role/reader' } },
    );
    expect(findingsOf(called)).toMatchObject([{ object: 'aws:ecs/ledger' }]);
    expect(called.text).toContain('in 444455556666/us-east-1');
  });
});
