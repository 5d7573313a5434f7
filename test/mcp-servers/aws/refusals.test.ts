import { describe, expect, it } from '@jest/globals';
import { allowedBy, readerPolicy } from '../../docs/aws-actions.ts';
import { logStream } from '../../estate/aws/aws-under-test.ts';
import type { Denied } from '../../estate/case.ts';
import { ecsResponses, startServer } from './aws-server.ts';
import {
  alarms,
  callNeeding,
  databases,
  functions,
  group,
  services,
  type ToolCall,
  triage,
  unanswered,
} from './needed-actions.ts';

const answer = (response: Record<string, unknown>) => [{ when: {}, response }];
const began = '2026-05-12T09:30:00Z';
const traceId = `1-${(Date.parse(began) / 1_000).toString(16)}-000000000000000000000001`;
const event = {
  arn: 'arn:aws:health:us-east-1::event/S3/x/1',
  service: 'S3',
  region: 'us-east-1',
  eventTypeCode: 'AWS_S3_OPERATIONAL_ISSUE',
  eventTypeCategory: 'issue',
  startTime: began,
  lastUpdatedTime: began,
  statusCode: 'open',
};
const targetGroup = 'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/checkout/1';
const balancer = 'arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/checkout/2';

/** One of everything that is read. */
const content = {
  ...ecsResponses(
    { checkout: { runningCount: 1 } },
    { tasks: [{ group: 'service:checkout' }], definitions: { 'checkout:1': {}, 'checkout:2': {} } },
  ),
  [`logs${group}/s.jsonl`]: logStream([60, 'ERROR pool exhausted']),
  'metrics.csv': `namespace,metric,dimensions,timestamp,value,unit\nShop,Latency,Service=checkout,${began},5,Count\n`,
  'responses/cloudwatch/DescribeAlarms.json': answer({ MetricAlarms: [{ AlarmName: 'slow', StateValue: 'ALARM' }] }),
  'responses/rds/DescribeDBInstances.json': answer({
    DBInstances: [{ DBInstanceIdentifier: 'orders', DbiResourceId: 'db-1', PerformanceInsightsEnabled: true }],
  }),
  'responses/eks/ListClusters.json': answer({ clusters: ['shop'] }),
  'responses/eks/DescribeCluster.json': answer({ cluster: { name: 'shop', status: 'ACTIVE' } }),
  'responses/eks/ListNodegroups.json': answer({ nodegroups: ['workers'] }),
  'responses/eks/DescribeNodegroup.json': answer({ nodegroup: { nodegroupName: 'workers', status: 'ACTIVE' } }),
  'responses/eks/ListAddons.json': answer({ addons: ['coredns'] }),
  'responses/eks/DescribeAddon.json': answer({ addon: { addonName: 'coredns', status: 'ACTIVE' } }),
  'responses/eks/ListUpdates.json': answer({ updateIds: ['u'] }),
  'responses/eks/DescribeUpdate.json': answer({ update: { id: 'u', status: 'Successful', createdAt: began } }),
  'responses/elbv2/DescribeLoadBalancers.json': answer({
    LoadBalancers: [{ LoadBalancerArn: balancer, LoadBalancerName: 'checkout', Type: 'application' }],
  }),
  'responses/elbv2/DescribeListeners.json': answer({ Listeners: [{ ListenerArn: `${balancer}/1` }] }),
  'responses/elbv2/DescribeTargetGroups.json': answer({
    TargetGroups: [{ TargetGroupArn: targetGroup, TargetGroupName: 'checkout' }],
  }),
  'responses/elbv2/DescribeTargetHealth.json': answer({ TargetHealthDescriptions: [] }),
  'responses/xray/GetTraceSummaries.json': answer({ TraceSummaries: [{ Id: traceId, Duration: 5, HasFault: true }] }),
  'responses/xray/BatchGetTraces.json': answer({ Traces: [{ Id: traceId, Segments: [] }] }),
  'responses/health/DescribeEvents.json': answer({ events: [event] }),
};

interface Said {
  text: string;
  error: unknown;
  /** The operations that AWS was asked for. */
  operations: (string | undefined)[];
}

async function said([tool, args]: ToolCall, denied: Denied[]): Promise<Said> {
  const server = await startServer(content, { denied });
  try {
    const { text, structured } = await server.call(tool, args);
    expect(server.aws.journal.notServed).toEqual([]);
    const operations = server.aws.journal.requests.map(({ operation }) => operation);
    return { text, error: structured.error, operations };
  } finally {
    await server.close();
  }
}

/** One for each of AWS's protocols: JSON, RPC v2 with CBOR, query, REST. */
const protocols: ToolCall[] = [services, alarms, databases, functions];

describe('throttling', () => {
  // Together, since the SDK takes its time between its attempts.
  it('is waited for a little, then said to pass', async () => {
    const answers = await Promise.all(
      protocols.map((call) => said(call, [{ system: 'aws', error: 'ThrottlingException' }])),
    );
    for (const { error, operations } of answers) {
      expect(error).toMatchObject({
        code: 'throttled',
        retryable: true,
        hint: expect.stringContaining('try again in some seconds'),
      });
      expect(operations.filter((operation) => operation === operations[0]).length).toBeGreaterThanOrEqual(4);
    }
  });

  it('of one source leaves the rest of a triage standing', async () => {
    const { text } = await said(triage, [{ aws: 'logs:FilterLogEvents', error: 'ThrottlingException' }]);
    expect(text).toContain('aws:ecs/checkout');
    expect(text).toContain(`not checked: log group ${group}: throttled`);
  });
});

/** The operation and what AWS says of it, for each action that the policy grants. */
const refusedEach = async (error: string): Promise<[action: string, text: string][]> => {
  const told: [string, string][] = [];
  const actions = Object.entries(callNeeding);
  // Many at a time, since the SDK takes its time between its attempts; each has an estate of its own.
  for (let at = 0; at < actions.length; at += 20) {
    const part = actions.slice(at, at + 20).map(async ([action, call]): Promise<[string, string]> => {
      return [action, (await said(call, [{ aws: action, error }])).text];
    });
    told.push(...(await Promise.all(part)));
  }
  return told;
};
const silentAbout = (told: [string, string][], words: RegExp): string[] =>
  told.filter(([, text]) => !words.test(text)).map(([action]) => action);

describe('each operation that is used', () => {
  it('is said to be throttled where it is', async () => {
    expect(silentAbout(await refusedEach('ThrottlingException'), /throttled/i)).toEqual([]);
  }, 120_000);

  it('is said to be refused where the credentials have expired', async () => {
    expect(silentAbout(await refusedEach('ExpiredTokenException'), /ExpiredToken/)).toEqual([]);
  }, 120_000);
});

describe('a window that starts after it ends', () => {
  it.each([
    ['aws_triage', {}],
    ['aws_metrics', { names: ['checkout'] }],
    ['aws_logs', { log_group: group }],
    ['aws_logs_query', { log_groups: [group], query: 'fields @message' }],
    ['aws_changes', {}],
    ['aws_traces', {}],
  ] satisfies ToolCall[])('is refused by %s before AWS is asked', async (tool, args) => {
    const { text, error, operations } = await said([tool, { ...args, since: '5m', until: '10m' }], []);
    expect(error).toMatchObject({ code: 'invalid_arguments', retryable: false });
    expect(text).toMatch(/the window starts at \S+, not before its end/);
    expect(operations).toEqual([]);
  });
});

describe('credentials that have expired', () => {
  it.each([...protocols, triage])('are said to be so: %s %j', async (...call) => {
    const { text, error } = await said(call, [{ system: 'aws', error: 'ExpiredTokenException' }]);
    expect(text).toMatch(/ExpiredToken(?:Exception)?: The security token included in the request is expired/);
    expect(error).toMatchObject({
      code: 'unauthorized',
      retryable: false,
      hint: expect.stringContaining('renew them and restart'),
    });
  });
});

describe('a permission that is missing', () => {
  it('is tried for every action of the policy', () => {
    expect([...Object.keys(callNeeding), ...unanswered].sort()).toEqual(allowedBy(readerPolicy()));
  });

  it.each([...new Set(Object.values(callNeeding))])('is not spoken of where none is: %s %j', async (...call) => {
    expect((await said(call, [])).text).not.toMatch(/not permitted|forbidden/);
  });

  it.each(Object.entries(callNeeding))('%s is named', async (action, call) => {
    const { text } = await said(call, [{ aws: action, error: 'AccessDeniedException' }]);
    expect(text).toContain(`the credentials need the IAM action ${action}`);
  });
});
