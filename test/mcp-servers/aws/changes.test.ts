import { afterEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { finding } from '../../../mcp-servers/runtime/finding.ts';
import { type ServerUnderTest, startServer } from './aws-server.ts';

let server: ServerUnderTest | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const role = (name: string) => ({ type: 'AssumedRole', arn: `arn:aws:sts::123456789012:assumed-role/${name}` });

function trail(...records: Record<string, unknown>[]): Record<string, string> {
  const lines = records.map((record, index) =>
    JSON.stringify({
      eventSource: 'ecs.amazonaws.com',
      readOnly: false,
      awsRegion: 'us-east-1',
      eventID: `e${index}`,
      ...record,
    }),
  );
  return { 'cloudtrail.jsonl': lines.join('\n') };
}

const scaled = {
  eventTime: '2026-05-12T09:10:00Z',
  eventName: 'UpdateService',
  userIdentity: { type: 'IAMUser', userName: 'anna' },
  requestParameters: { cluster: 'prod', service: 'checkout', desiredCount: 0 },
};
const registered = {
  eventTime: '2026-05-12T09:05:00Z',
  eventName: 'RegisterTaskDefinition',
  userIdentity: role('deployer/search'),
  requestParameters: {
    family: 'search',
    containerDefinitions: [
      { name: 'app', image: 'registry.test/search:7', environment: [{ name: 'KEY', value: 'hunter22' }] },
    ],
  },
};
const denied = (minute: number) => ({
  eventTime: `2026-05-12T09:${minute}:00Z`,
  eventSource: 'secretsmanager.amazonaws.com',
  eventName: 'GetSecretValue',
  readOnly: true,
  errorCode: 'AccessDenied',
  errorMessage: 'User: checkout-task is not authorized to perform: secretsmanager:GetSecretValue',
  userIdentity: role('checkout-task/1'),
  requestParameters: { secretId: 'prod/checkout/db' },
});

describe('aws_changes', () => {
  it('tells who did what to what, newest first, and no value of an environment', async () => {
    server = await startServer(trail(registered, scaled));
    const { text } = await server.call('aws_changes');
    expect(text.split('\n').slice(1)).toEqual([
      '2026-05-12T09:10:00Z anna ecs:UpdateService cluster=prod service=checkout desiredCount=0',
      '2026-05-12T09:05:00Z deployer/search ecs:RegisterTaskDefinition family=search name=app image=registry.test/search:7',
    ]);
  });

  it('shows what a name chooses', async () => {
    server = await startServer(trail(registered, scaled));
    const { text } = await server.call('aws_changes', { names: ['checkout'] });
    expect(text).toContain('2 writes read, 1 shown');
    expect(text).not.toContain('search');
  });

  it('tells programs who did what to what, with the line that says so, and no refused call', async () => {
    const refused = { ...scaled, eventTime: '2026-05-12T09:12:00Z', errorCode: 'AccessDenied' };
    server = await startServer(trail(scaled, refused));
    const { structured, text } = await server.call('aws_changes');
    expect(structured.deeds).toEqual([
      {
        at: '2026-05-12T09:10:00.000Z',
        author: 'anna',
        action: 'ecs:UpdateService',
        target: 'cluster=prod service=checkout desiredCount=0',
        line: text.split('\n').at(-1),
      },
    ]);
  });

  it('tells in what state something was put, and no address that holds a password', async () => {
    const requestParameters = { accessKeyId: 'AKIA1', status: 'Inactive', dsn: 'postgres://app:hunter22@db/shop' };
    server = await startServer(trail({ ...scaled, eventName: 'UpdateAccessKey', requestParameters }));
    const { text } = await server.call('aws_changes');
    expect(text).toContain('status=Inactive');
    expect(text).not.toContain('hunter22');
  });

  it.each([
    [
      {
        time: '2026-05-12T09:03:00Z',
        detail: { kind: 'flag', name: 'fast-totals', titleVerb: 'turned on', member: { email: 'kim@shop.test' } },
      },
      '2026-05-12T09:03:00Z kim@shop.test flag:turned-on fast-totals',
    ],
    [
      { type: 'feature-environment-enabled', featureName: 'fast-totals', createdBy: 'kim', environment: 'production' },
      '2026-05-12T09:04:00Z kim flag:feature-environment-enabled fast-totals environment=production',
    ],
  ])('tells which flag was switched, where a log group keeps the audit log of a flag service', async (entry, line) => {
    const logged = JSON.stringify({ timestamp: Date.parse('2026-05-12T09:04:00Z'), message: JSON.stringify(entry) });
    server = await startServer({ ...trail(scaled), 'logs/events/flag-audit/s.jsonl': logged });
    const { text } = await server.call('aws_changes');
    expect(text.split('\n')).toContain(line);
  });

  it('tells equal calls once, and failed reads where they are asked for', async () => {
    server = await startServer(trail(denied(20), denied(25), denied(30)));
    expect((await server.call('aws_changes')).text).toContain('0 writes read');
    const { text } = await server.call('aws_changes', { failed: true });
    expect(text).toContain(
      '2026-05-12T09:30:00Z 3x since 2026-05-12T09:20:00Z checkout-task/1 secretsmanager:GetSecretValue secretId=prod/checkout/db failed: AccessDenied',
    );
  });

  it('says how far back it read where there is more', async () => {
    const many = Array.from({ length: 520 }, (_, i) => ({
      ...scaled,
      requestParameters: { service: `s${i}` },
      eventTime: new Date(Date.parse('2026-05-12T09:00:00Z') - i * 1_000).toISOString(),
    }));
    server = await startServer(trail(...many));
    const { structured } = await server.call('aws_changes');
    expect(structured.notChecked).toEqual([expect.stringContaining('CloudTrail before 2026-05-12T08:51:41')]);
  });
});

describe('CloudTrail in aws_triage', () => {
  const findings = (structured: Record<string, unknown>) => z.array(finding).parse(structured.findings);

  it('says who changed what was asked about', async () => {
    server = await startServer(trail(registered, scaled));
    const { text } = await server.call('aws_triage', { scope: { service: 'checkout' } });
    expect(text).toContain('changed: 2026-05-12T09:10:00Z anna ecs:UpdateService');
    expect(text).not.toContain('RegisterTaskDefinition');
  });

  it('finds that a role lacks a permission', async () => {
    server = await startServer(trail(denied(20), denied(25)));
    const called = await server.call('aws_triage', { scope: { service: 'checkout' } });
    expect(findings(called.structured)).toMatchObject([
      { category: 'permission-denied', object: 'aws:iam/checkout-task', since: '2026-05-12T09:20:00Z' },
    ]);
    expect(called.text).toContain('checkout-task/1 is not permitted to call secretsmanager:GetSecretValue (2 times)');
  });

  it('leaves a single refusal of somebody else alone', async () => {
    server = await startServer(trail(denied(20)));
    const { structured } = await server.call('aws_triage', { scope: { service: 'search' } });
    expect(findings(structured)).toEqual([]);
  });
});
