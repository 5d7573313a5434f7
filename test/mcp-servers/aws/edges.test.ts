import { afterEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { finding } from '../../../mcp-servers/runtime/finding.ts';
import { logStream, now } from '../../estate/aws/aws-under-test.ts';
import type { Denied } from '../../estate/case.ts';
import type { Called } from '../connect.ts';
import { type ServerUnderTest, startServer } from './aws-server.ts';

let server: ServerUnderTest | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const findingsOf = ({ structured }: Called) => z.array(finding).parse(structured.findings);

async function triage(content: Record<string, unknown>, service: string, denied: Denied[] = []): Promise<Called> {
  server = await startServer(content, { denied });
  const called = await server.call('aws_triage', { scope: { service } });
  expect(server.aws.journal.notServed).toEqual([]);
  for (const { evidence } of findingsOf(called)) for (const line of evidence) expect(called.text).toContain(line);
  return called;
}

const arn = (what: string): string => `arn:aws:elasticloadbalancing:us-east-1:123456789012:${what}`;
const group = (name: string) => ({
  TargetGroupName: name,
  TargetGroupArn: arn(`targetgroup/${name}/1`),
  LoadBalancerArns: [arn('loadbalancer/app/edge/2')],
  HealthCheckProtocol: 'HTTP',
  HealthCheckPath: '/ready',
  HealthCheckPort: 'traffic-port',
  HealthCheckIntervalSeconds: 15,
});
const target = (Id: string, health: Record<string, string>) => ({ Target: { Id, Port: 8080 }, TargetHealth: health });
const sick = {
  State: 'unhealthy',
  Reason: 'Target.ResponseCodeMismatch',
  Description: 'Health checks failed with these codes: [503]',
};
const groups = (targets: Record<string, unknown>[]) => ({
  'responses/elbv2/DescribeTargetGroups.json': [
    { when: {}, response: { TargetGroups: [group('checkout'), group('search')] } },
  ],
  'responses/elbv2/DescribeTargetHealth.json': [
    { when: { TargetGroupArn: group('checkout').TargetGroupArn }, response: { TargetHealthDescriptions: targets } },
  ],
});

describe('target groups', () => {
  it('have targets in a zone that the load balancer does not serve', async () => {
    const zone = {
      State: 'unused',
      Reason: 'Target.NotInUse',
      Description: 'Target is in an Availability Zone that is not enabled for the load balancer',
    };
    const called = await triage(groups([target('10.0.0.1', zone)]), 'checkout');
    expect(findingsOf(called)).toMatchObject([{ category: 'load-balancer-unhealthy', severity: 'critical' }]);
    await server?.close();
    const idle = { State: 'unused', Reason: 'Target.NotInUse', Description: 'Target group is not configured' };
    expect(findingsOf(await triage(groups([target('10.0.0.1', idle)]), 'checkout'))).toEqual([]);
  });

  it('says why targets are unhealthy', async () => {
    const called = await triage(
      groups([target('10.0.0.1', sick), target('10.0.0.2', { State: 'healthy' })]),
      'checkout',
    );
    expect(findingsOf(called)).toMatchObject([
      { category: 'load-balancer-unhealthy', object: 'aws:elbv2/checkout', severity: 'warning' },
    ]);
    expect(called.text).toContain(
      '1 of 2 targets unhealthy, Target.ResponseCodeMismatch: Health checks failed with these codes: [503]',
    );
  });

  it('makes nothing of healthy ones, and asks only for those that were named', async () => {
    const called = await triage(groups([target('10.0.0.2', { State: 'healthy' })]), 'checkout');
    expect(findingsOf(called)).toEqual([]);
    expect(called.structured.examined).toEqual(['1 target groups named so, 1 with healthy targets only in us-east-1']);
    expect(server?.aws.journal.requests.filter(({ operation }) => operation === 'DescribeTargetHealth')).toHaveLength(
      1,
    );
  });

  it('are described by aws_get with their check and what is not healthy', async () => {
    server = await startServer(groups([target('10.0.0.1', sick)]));
    const { text } = await server.call('aws_get', { what: 'load_balancers', service: 'checkout' });
    expect(text.split('\n')).toEqual([
      '0 load balancers and 1 target groups in us-east-1',
      'target group checkout: 0 of 1 targets healthy, check HTTP /ready every 15s, of edge',
      'target 10.0.0.1:8080 unhealthy Target.ResponseCodeMismatch Health checks failed with these codes: [503]',
    ]);
  });
});

const edge = (fields: Record<string, unknown> = {}) => ({
  LoadBalancerName: 'edge',
  LoadBalancerArn: arn('loadbalancer/app/edge/2'),
  Type: 'application',
  Scheme: 'internet-facing',
  DNSName: 'edge-1.us-east-1.elb.amazonaws.com',
  State: { Code: 'active' },
  AvailabilityZones: [{ ZoneName: 'us-east-1a' }, { ZoneName: 'us-east-1b' }],
  ...fields,
});
const forward = (...weights: [name: string, weight: number][]) => ({
  Type: 'forward',
  ForwardConfig: {
    TargetGroups: weights.map(([name, Weight]) => ({ TargetGroupArn: group(name).TargetGroupArn, Weight })),
  },
});
const https = { ListenerArn: arn('listener/app/edge/2/443'), Protocol: 'HTTPS', Port: 443 };
const rule = (Priority: string, action: Record<string, unknown>, path?: string) => ({
  Priority,
  IsDefault: Priority === 'default',
  Conditions: path ? [{ Field: 'path-pattern', PathPatternConfig: { Values: [path] } }] : [],
  Actions: [action],
});
const balanced = (balancer: Record<string, unknown>, rules: Record<string, unknown>[]) => ({
  'responses/elbv2/DescribeLoadBalancers.json': [{ when: {}, response: { LoadBalancers: [balancer] } }],
  'responses/elbv2/DescribeListeners.json': [
    { when: { LoadBalancerArn: edge().LoadBalancerArn }, response: { Listeners: [https] } },
  ],
  'responses/elbv2/DescribeRules.json': [{ when: { ListenerArn: https.ListenerArn }, response: { Rules: rules } }],
});
const toCheckout = rule('default', { Type: 'forward', TargetGroupArn: group('checkout').TargetGroupArn });

describe('load balancers', () => {
  /** A value a minute, of the whole load balancer or of one group behind it, that changes 20 minutes before the end. */
  const curve = (metric: string, [before, after]: [number, number], dimensions = 'LoadBalancer=app/edge/2'): string =>
    Array.from({ length: 120 }, (_, minute) => {
      const at = new Date(Date.parse(now) - (120 - minute) * 60_000).toISOString();
      return `AWS/ApplicationELB,${metric},${dimensions},${at},${minute < 100 ? before : after},Count\n`;
    }).join('');
  const csv = (...curves: string[]) => ({
    'metrics.csv': `namespace,metric,dimensions,timestamp,value,unit\n${curves.join('')}`,
  });
  const healthy = groups([target('10.0.0.2', { State: 'healthy' })]);

  it.each([
    ['failed', 'critical'],
    ['active_impaired', 'warning'],
  ])('that are %s say why', async (Code, severity) => {
    const State = { Code, Reason: 'There are not enough free addresses in subnet subnet-1' };
    const called = await triage({ ...healthy, ...balanced(edge({ State }), [toCheckout]) }, 'checkout');
    expect(findingsOf(called)).toMatchObject([
      { category: 'load-balancer-unhealthy', object: 'aws:elbv2/edge', severity },
    ]);
    expect(called.text).toContain(`Load balancer edge is ${Code}: There are not enough free addresses in subnet`);
    expect(called.structured.examined).toContain('1 load balancers named so, 0 active in us-east-1');
  });

  it('that send requests to a group without targets are found by the rule that does so', async () => {
    const called = await triage(
      { ...groups([]), ...balanced(edge(), [rule('10', forward(['checkout', 100]), '/pay/*'), toCheckout]) },
      'checkout',
    );
    expect(findingsOf(called)).toMatchObject([
      { category: 'load-balancer-unhealthy', object: 'aws:elbv2/checkout', severity: 'critical' },
    ]);
    expect(called.text).toContain(
      'Target group checkout has no targets, and listener HTTPS:443 path-pattern /pay/* -> checkout sends requests to it',
    );
  });

  it('may keep an empty group for the next deployment', async () => {
    const weighted = rule('default', forward(['search', 100], ['checkout', 0]));
    const called = await triage({ ...groups([]), ...balanced(edge(), [weighted]) }, 'checkout');
    expect(findingsOf(called)).toEqual([]);
  });

  it('in front of what was asked about are judged by their own metrics, not by those of other groups', async () => {
    const called = await triage(
      {
        ...healthy,
        ...balanced(edge(), [toCheckout]),
        ...csv(
          curve('HTTPCode_ELB_5XX_Count', [0, 40]),
          curve('RejectedConnectionCount', [0, 25]),
          curve('RejectedConnectionCount', [0, 25]),
          curve('TargetResponseTime', [0.1, 4]),
          curve('HTTPCode_Target_5XX_Count', [0, 90], 'LoadBalancer=app/edge/2;TargetGroup=targetgroup/search/1'),
        ),
      },
      'checkout',
    );
    const found = findingsOf(called);
    expect(found.map(({ category, object }) => `${category} ${object}`)).toEqual([
      'load-balancer-unhealthy aws:elbv2/edge',
      'dependency-slow aws:elbv2/edge',
    ]);
    // Two values a minute, summed.
    expect(called.text).toContain('RejectedConnectionCount LoadBalancer=app/edge/2: last 50, before 0');
    expect(called.text).not.toContain('search');
  });

  it('are described with state, listeners, rules, metrics and targets', async () => {
    const rules = [
      toCheckout,
      rule('20', forward(['checkout', 90], ['search', 10]), '/api/*'),
      rule('10', { Type: 'fixed-response', FixedResponseConfig: { StatusCode: '503' } }, '/old'),
    ];
    const content = { ...healthy, ...balanced(edge(), rules), ...csv(curve('HTTPCode_ELB_5XX_Count', [0, 40])) };
    server = await startServer(content);
    const { text } = await server.call('aws_get', { what: 'load_balancers', service: 'checkout' });
    expect(text.split('\n').map((line) => line.replace(/; min .*/, ''))).toEqual([
      '1 load balancers and 1 target groups in us-east-1',
      'load balancer edge (application, internet-facing): active, edge-1.us-east-1.elb.amazonaws.com, 2 zones',
      'listener HTTPS:443 path-pattern /old -> fixed response 503',
      'listener HTTPS:443 path-pattern /api/* -> checkout (weight 90), search (weight 10)',
      'listener HTTPS:443 default -> checkout',
      'AWS/ApplicationELB HTTPCode_ELB_5XX_Count LoadBalancer=app/edge/2: last 40, before 0',
      'target group checkout: 1 of 1 targets healthy, check HTTP /ready every 15s, of edge',
    ]);
    const unknown = await server.call('aws_get', { what: 'load_balancers', service: 'edgy' });
    expect(unknown.structured.error).toMatchObject({ code: 'not_found', hint: 'nearest: edge' });
  });
});

const lambda = (FunctionName: string, fields: Record<string, unknown> = {}) => ({
  FunctionName,
  Runtime: 'nodejs22.x',
  MemorySize: 512,
  Timeout: 3,
  LastModified: '2026-05-12T09:00:00.000+0000',
  Environment: { Variables: { DB_PASSWORD: 'hunter22' } },
  ...fields,
});
const functions = (...all: Record<string, unknown>[]) => ({
  'responses/lambda/ListFunctions.json': [{ when: {}, response: { Functions: all } }],
});

describe('functions', () => {
  it('tells one that ran into its time limit', async () => {
    const lines: [number, string][] = [600, 300, 60].map((ago) => [
      ago,
      `2026-05-12T09:30:00Z ${ago} Task timed out after 3.00 seconds`,
    ]);
    const called = await triage(
      { ...functions(lambda('resize')), 'logs/aws/lambda/resize/a.jsonl': logStream(...lines) },
      'resize',
    );
    expect(findingsOf(called)[0]).toMatchObject({ category: 'function-timeout', severity: 'critical' });
    expect(called.structured.examined).toContain('1 functions named so, 1 in order in us-east-1');
  });

  it('tells one that cannot start from one whose update failed', async () => {
    const failed = await triage(
      functions(lambda('resize', { State: 'Failed', StateReason: 'The image does not exist' })),
      'resize',
    );
    expect(findingsOf(failed)).toMatchObject([
      { category: 'image-not-found', object: 'aws:lambda/resize', severity: 'critical' },
    ]);
    await server?.close();
    const stale = await triage(
      functions(
        lambda('resize', { State: 'Active', LastUpdateStatus: 'Failed', LastUpdateStatusReason: 'KMS key disabled' }),
      ),
      'resize',
    );
    expect(findingsOf(stale)).toMatchObject([{ category: 'permission-denied', severity: 'warning' }]);
  });

  it('are described without their environment, and found where a scope is looked for', async () => {
    server = await startServer(functions(lambda('resize')));
    const { text } = await server.call('aws_get', { what: 'functions' });
    expect(text).toContain('resize: nodejs22.x, 512 MB, timeout 3s, changed 2026-05-12T09:00:00.000+0000');
    expect(text).not.toContain('hunter22');
    const { structured } = await server.call('aws_get', { what: 'inventory' });
    expect(structured.inventory).toEqual([
      {
        name: 'resize',
        object: 'aws:lambda/resize',
        aliases: [],
        region: 'us-east-1',
        logGroups: ['/aws/lambda/resize'],
      },
    ]);
  });
});

describe('AWS Health', () => {
  const event = (service: string, fields: Record<string, unknown> = {}) => ({
    arn: `arn:aws:health:us-east-1::event/${service}/1`,
    service,
    region: 'us-east-1',
    eventTypeCategory: 'issue',
    eventTypeCode: `AWS_${service}_OPERATIONAL_ISSUE`,
    statusCode: 'open',
    startTime: '2026-05-12T09:05:00Z',
    ...fields,
  });
  const health = (...events: ReturnType<typeof event>[]) => ({
    'responses/health/DescribeEvents.json': [{ when: {}, response: { events } }],
    'responses/health/DescribeEventDetails.json': [
      {
        when: {},
        response: {
          successfulSet: events.map((one) => ({
            event: one,
            eventDescription: { latestDescription: 'Increased error rates.' },
          })),
        },
      },
    ],
  });
  const failing = {
    'logs/app/thumbnails/a.jsonl': logStream(
      ...[50, 40, 30].map((ago): [number, string] => [ago, 'ERROR S3 GetObject: 503 SlowDown']),
    ),
  };

  it('puts an outage first where the service’s own logs speak of it', async () => {
    const called = await triage({ ...health(event('S3')), ...failing }, 'thumbnails');
    expect(findingsOf(called)[0]).toMatchObject({
      category: 'cloud-outage',
      object: 'aws:s3/us-east-1',
      severity: 'critical',
      since: '2026-05-12T09:05:00Z',
      related: ['aws:logs/app/thumbnails'],
    });
    expect(findingsOf(called)[1]).toMatchObject({ causedBy: 'cloud-outage:aws:s3/us-east-1' });
    expect(called.text).toContain(
      'AWS Health: open issue of S3 in us-east-1 since 2026-05-12T09:05:00Z: Increased error rates.',
    );
  });

  it('puts one that nothing speaks of behind what is wrong with the service', async () => {
    const called = await triage({ ...health(event('POLLY')), ...failing }, 'thumbnails');
    expect(findingsOf(called).at(-1)).toMatchObject({ category: 'cloud-outage', severity: 'warning' });
    expect(findingsOf(called).length).toBeGreaterThan(1);
  });

  it('leaves out other regions, notices, and what was over before the window', async () => {
    const over = event('EC2', { statusCode: 'closed', endTime: '2026-05-12T08:00:00Z' });
    const called = await triage(
      health(event('S3', { region: 'eu-west-1' }), event('RDS', { eventTypeCategory: 'accountNotification' }), over),
      'thumbnails',
    );
    expect(findingsOf(called)).toEqual([]);
    expect(called.text).not.toContain('AWS Health');
  });

  it('is not checked without a support plan', async () => {
    const called = await triage(failing, 'thumbnails', [
      { aws: 'health:DescribeEvents', error: 'SubscriptionRequiredException' },
    ]);
    expect(called.structured.notChecked).toEqual(['AWS Health: needs a Business or Enterprise support plan']);
  });
});
