import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { finding } from '../../mcp-servers/runtime/finding.ts';
import type { Connected } from '../mcp-servers/connect.ts';
import { group } from './incident.ts';
import { whyNoMoto } from './install-moto.ts';
import { connectTools } from './tools.ts';
import { startTimeoutMs, startTwo, type Two } from './two.ts';

const missing = await whyNoMoto();

/** What both know to answer, and words that must be in it. */
const calls: [name: string, args: Record<string, unknown>, expected: string][] = [
  ['aws_get', { what: 'services', service: 'checkout' }, 'registry.test/checkout:v8 -> registry.test/checkout:v9'],
  ['aws_get', { what: 'services', service: 'chekout' }, 'nearest: checkout'],
  ['aws_get', { what: 'databases' }, 'orders: available, postgres'],
  ['aws_get', { what: 'functions' }, 'mailer: Active'],
  ['aws_get', { what: 'load_balancers' }, '1 of 1 targets healthy'],
  ['aws_get', { what: 'inventory' }, 'aws:ecs/checkout; also storefront'],
  ['aws_metrics', { names: ['checkout'] }, 'largest step 100 -> 900'],
  ['aws_metrics', { names: ['latncy'] }, 'nearest: Latency'],
  ['aws_logs', { log_group: group, grep: 'pool' }, 'ERROR order 35 failed'],
  ['aws_logs', { log_group: group, grep: 'no such word' }, '0 matched'],
  ['aws_logs', { log_group: '/prod/chekout' }, `nearest: ${group}`],
  ['aws_logs_query', { log_groups: ['/nope'], query: 'limit 1' }, 'there is no log group'],
  ['aws_traces', {}, 'failed: checkout 5s'],
];

(missing ? describe.skip : describe)(`the AWS server at moto${missing}`, () => {
  let two: Two;
  let atMoto: Connected;
  let atEstate: Connected;
  beforeAll(async () => {
    two = await startTwo();
    atMoto = await connectTools(two.moto, two.now);
    atEstate = await connectTools(two.estate, two.now);
  }, startTimeoutMs);
  afterAll(async () => {
    await atMoto?.close();
    await atEstate?.close();
    await two?.close();
  });

  it.each(calls)('%s %j answers word for word as at the estate', async (name, args, expected) => {
    const { text } = await atMoto.call(name, args);
    expect(text).toContain(expected);
    expect(text).not.toContain('hunter22');
    expect((await atEstate.call(name, args)).text).toBe(text);
  });

  it('aws_triage finds the same', async () => {
    const scope = { service: 'checkout' };
    const [there, here] = [await atMoto.call('aws_triage', { scope }), await atEstate.call('aws_triage', { scope })];
    const findings = z.array(finding).parse(there.structured.findings);
    expect(findings[0]).toMatchObject({ category: 'image-not-found', object: 'aws:ecs/checkout' });
    expect(here.structured).toEqual({ ...there.structured, notChecked: [] });
  });

  it('aws_triage says of CloudTrail and Health, which moto does not have, that they were not checked', async () => {
    const { structured } = await atMoto.call('aws_triage', { scope: { service: 'checkout' } });
    expect(z.array(z.string()).parse(structured.notChecked).sort()).toEqual([
      expect.stringContaining('AWS Health: unavailable, health:DescribeEvents'),
      expect.stringContaining('CloudTrail: unavailable, cloudtrail:LookupEvents'),
    ]);
  });

  it('aws_get shows alarms, and that their history could not be read', async () => {
    const [there, here] = await Promise.all(
      [atMoto, atEstate].map((connected) => connected.call('aws_get', { what: 'alarms' })),
    );
    expect(there?.text).toContain('1 alarms firing, 1 OK');
    expect(there?.structured.notChecked).toEqual([expect.stringContaining('alarm history: unavailable')]);
    const [beforeHistory] = there?.text.split('\nnot checked: ') ?? [];
    expect(here?.text).toBe(beforeHistory);
  });

  it('aws_logs reads all events of a window, whatever their order', async () => {
    const args = { log_group: group, mode: 'lines' };
    const [there, here] = [await atMoto.call('aws_logs', args), await atEstate.call('aws_logs', args)];
    expect(there.text).toContain('40 lines read, 40 matched');
    // moto still puts one stream after the other.
    expect(here.text.split('\n').sort()).toEqual(there.text.split('\n').sort());
  });

  it('aws_logs_query starts a query and follows it to its end', async () => {
    const { text, isError } = await atMoto.call('aws_logs_query', { log_groups: [group], query: 'fields @message' });
    expect([isError, text]).toEqual([false, expect.stringContaining('ERROR order 35 failed')]);
  });

  it('aws_changes is an error that may pass, where CloudTrail does not answer', async () => {
    const { text, structured } = await atMoto.call('aws_changes');
    expect(structured.error).toMatchObject({ code: 'unavailable', retryable: true });
    // moto answers what it does not have with a page of HTML, as gateways do.
    expect(text).toContain("the answer is none of AWS's (HTTP 500)");
  });
});
