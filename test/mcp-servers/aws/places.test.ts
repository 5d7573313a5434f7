import { afterEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { finding } from '../../../mcp-servers/runtime/finding.ts';
import { logStream } from '../../estate/aws/aws-under-test.ts';
import type { Denied } from '../../estate/case.ts';
import { ecsResponses, type ServerUnderTest, startServer } from './aws-server.ts';
import { csv, level } from './metric-series.ts';

let server: ServerUnderTest | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const [own, other] = ['123456789012', '444455556666'];
const env = {
  SRE_AGENT_AWS_ACCOUNTS: `${own},${other}=arn:aws:iam::${other}:role/reader`,
  SRE_AGENT_AWS_REGIONS: 'us-east-1',
};
const answer = (response: Record<string, unknown>) => [{ when: {}, response }];
const began = '2026-05-12T09:30:00Z';

/** One of everything that is read of an account, each with the account's own name in it. */
function account(name: string): Record<string, unknown> {
  const id = `1-${(Date.parse(began) / 1_000).toString(16)}-00000000000000000000000${name.length}`;
  const group = `arn:aws:elasticloadbalancing:us-east-1:${own}:targetgroup/${name}/1`;
  const sick = { State: 'unhealthy', Reason: 'Target.Timeout', Description: 'Request timed out' };
  const span = { trace_id: id, id: '1', name, start_time: Date.parse(began) / 1_000, end_time: 5, fault: true };
  const event = {
    arn: `arn:aws:health:us-east-1::event/${name}/1`,
    service: name.toUpperCase(),
    region: 'us-east-1',
    eventTypeCategory: 'issue',
    statusCode: 'open',
    startTime: began,
  };
  return {
    ...ecsResponses({ [name]: { runningCount: 0 } }),
    [`logs/prod/${name}/s.jsonl`]: logStream([50, `ERROR ${name} lost its pool`], [40, `ERROR ${name} lost its pool`]),
    'metrics.csv': csv({ [`Shop Errors Service=${name}`]: level([180, 1], [20, 50]) }),
    'cloudtrail.json': [],
    'responses/cloudwatch/DescribeAlarms.json': answer({
      MetricAlarms: [{ AlarmName: `${name}-slow`, StateValue: 'ALARM', StateUpdatedTimestamp: began }],
    }),
    'responses/rds/DescribeDBInstances.json': answer({
      DBInstances: [{ DBInstanceIdentifier: `${name}-db`, DBInstanceStatus: 'storage-full', Engine: 'postgres' }],
    }),
    'responses/lambda/ListFunctions.json': answer({
      Functions: [{ FunctionName: `${name}-fn`, State: 'Failed', StateReason: 'The image does not exist' }],
    }),
    'responses/elbv2/DescribeLoadBalancers.json': answer({
      LoadBalancers: [{ LoadBalancerName: `${name}-lb`, Type: 'network', State: { Code: 'failed' } }],
    }),
    'responses/elbv2/DescribeTargetGroups.json': answer({
      TargetGroups: [{ TargetGroupName: `${name}-tg`, TargetGroupArn: group }],
    }),
    'responses/elbv2/DescribeTargetHealth.json': answer({
      TargetHealthDescriptions: [{ Target: { Id: '10.0.0.1', Port: 80 }, TargetHealth: sick }],
    }),
    'responses/xray/GetTraceSummaries.json': answer({ TraceSummaries: [{ Id: id, Duration: 5, HasFault: true }] }),
    'responses/xray/BatchGetTraces.json': answer({
      Traces: [{ Id: id, Segments: [{ Id: '1', Document: JSON.stringify(span) }] }],
    }),
    'responses/health/DescribeEvents.json': answer({ events: [event] }),
  };
}

const files = (): Record<string, unknown> => ({
  ...account('ledger'),
  ...Object.fromEntries(
    Object.entries(account('mailer')).map(([path, content]) => [`accounts/${other}/us-east-1/${path}`, content]),
  ),
});

async function call(tool: string, args: Record<string, unknown>, denied: Denied[] = []) {
  server = await startServer(files(), { env, denied });
  const called = await server.call(tool, args);
  expect(server.aws.journal.notServed).toEqual([]);
  return called;
}

const what = ['services', 'databases', 'functions', 'load_balancers', 'alarms', 'log_groups', 'inventory'];
const everything: [tool: string, args: Record<string, unknown>][] = [
  ...what.map((one): [string, Record<string, unknown>] => ['aws_get', { what: one }]),
  ['aws_metrics', { names: ['errors'] }],
  ['aws_changes', {}],
  ['aws_traces', {}],
  ['aws_triage', {}],
];

describe('two accounts', () => {
  it.each(everything)('are read together by %s %j, and one alone where it is named', async (tool, args) => {
    const both = await call(tool, args);
    expect(both.isError).toBe(false);
    const quiet = tool === 'aws_changes' || (args.what as string) === 'inventory';
    if (!quiet) for (const id of [own, other]) expect(both.text).toContain(`${id}/us-east-1`);
    if (tool !== 'aws_changes') for (const name of ['ledger', 'mailer']) expect(both.text).toContain(name);
    await server?.close();
    const scope = { accounts: [{ account: other, regions: ['us-east-1'] }] };
    const one = await call(tool, tool === 'aws_triage' ? { scope } : { ...args, account: other });
    expect(one.text).not.toContain('ledger');
    if (tool !== 'aws_changes') expect(one.text).toContain('mailer');
    expect(new Set(server?.aws.journal.requests.map(({ operation }) => operation)).has('AssumeRole')).toBe(true);
  });

  it.each([
    ['aws_logs', { log_group: '/prod/mailer' }],
    ['aws_logs_query', { log_groups: ['/prod/mailer'], query: 'fields @message' }],
  ])('must be told apart for %s, which reads one place', async (tool, args) => {
    const { structured } = await call(tool, args);
    expect(structured.error).toMatchObject({
      code: 'invalid_arguments',
      hint: `account and region of one of: ${own}/us-east-1, ${other}/us-east-1`,
    });
    await server?.close();
    expect((await call(tool, { ...args, account: other })).text).toContain('ERROR mailer lost its pool');
  });

  it('in one scope give the findings of both: tasks, databases, functions, edges, traces, health, logs', async () => {
    const accounts = [{ account: own }, { account: other }];
    const called = await call('aws_triage', { scope: { accounts }, max_chars: 16_000 });
    const findings = z.array(finding).parse(called.structured.findings);
    const objects = findings.map(({ object }) => object);
    expect(new Set(findings.map(({ id }) => id)).size).toBe(findings.length);
    for (const { id, title, next, object } of findings) {
      const place = `${object.includes('ledger') ? own : other}/us-east-1`;
      expect([id, title]).toEqual([expect.stringMatching(`@${place}$`), expect.stringMatching(`^${place}: `)]);
      if (next) expect(`${next.args.account}/${next.args.region}`).toBe(place);
    }
    const roots = findings.filter(({ causedBy }) => !causedBy).map(({ severity }) => severity);
    expect(roots).toEqual([...roots].sort());
    for (const name of ['ledger', 'mailer']) {
      expect(objects).toEqual(
        expect.arrayContaining([
          `aws:ecs/${name}`,
          `aws:rds/${name}-db`,
          `aws:lambda/${name}-fn`,
          `aws:elbv2/${name}-lb`,
          `aws:elbv2/${name}-tg`,
          `aws:${name}/us-east-1`,
        ]),
      );
    }
  });

  it('keep the answer of one where the other refuses its role', async () => {
    const called = await call('aws_triage', {}, [{ aws: 'sts:AssumeRole', error: 'AccessDenied' }]);
    expect(called.isError).toBe(false);
    expect(called.text).toContain('aws:ecs/ledger');
    expect(called.text).not.toContain('aws:ecs/mailer');
    expect(called.structured.notChecked).toEqual(expect.arrayContaining([expect.stringContaining('sts:AssumeRole')]));
  });
});
