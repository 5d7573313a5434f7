import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { awsServer } from '../../../mcp-servers/aws/server.ts';
import { connectStdio } from '../connect.ts';
import { ecsResponses, type ServerUnderTest, startServer } from './aws-server.ts';

let server: ServerUnderTest | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const logConfiguration = { logDriver: 'awslogs', options: { 'awslogs-group': '/prod/shop' } };
const content = {
  ...ecsResponses(
    {
      'shop-web': {
        tags: [
          { key: 'service', value: 'storefront' },
          { key: 'git-sha', value: '0a1b2c3d4e5f60718293a4b5c6d7e8f901234567' },
        ],
        events: [{ createdAt: '2026-05-12T09:00:00Z', message: '(service shop-web) has reached a steady state.' }],
      },
      cart: {},
    },
    {
      definitions: {
        'shop-web:2': {
          containerDefinitions: [{ name: 'app', image: 'registry.test/acme/shop:1.2', logConfiguration }],
        },
        'cart:2': {},
      },
    },
  ),
  'logs/prod/shop/s.jsonl': '',
  'responses/cloudwatch/DescribeAlarms.json': [
    {
      when: {},
      response: {
        MetricAlarms: [
          { AlarmName: 'shop-errors', StateValue: 'OK' },
          { AlarmName: 'queue-age', StateValue: 'ALARM', StateReason: 'old' },
        ],
      },
    },
  ],
};

describe('aws_get', () => {
  it('lists what runs, with the names it may be called by', async () => {
    server = await startServer(content);
    const { structured } = await server.call('aws_get', { what: 'inventory' });
    expect(structured.inventory).toEqual([
      {
        name: 'shop-web',
        object: 'aws:ecs/shop-web',
        aliases: ['storefront', 'shop'],
        account: '123456789012',
        region: 'us-east-1',
        logGroups: ['/prod/shop'],
        images: ['registry.test/acme/shop:1.2'],
        commit: '0a1b2c3d4e5f60718293a4b5c6d7e8f901234567',
      },
      expect.objectContaining({ name: 'cart' }),
      expect.objectContaining({ name: '/prod/shop', object: 'aws:logs/prod/shop' }),
    ]);
  });

  it('joins a service with its images, logs and events', async () => {
    server = await startServer(content);
    const { text } = await server.call('aws_get', { what: 'services', service: 'shop' });
    expect(text).toContain('service shop-web: desired 2, running 2, pending 0, shop-web:2, cluster prod');
    expect(text).toContain('images: app registry.test/acme/shop:1.2');
    expect(text).toContain('(40m ago) (service shop-web) has reached a steady state.');
    expect(text).not.toContain('service cart');
  });

  it('names the nearest services where one does not exist', async () => {
    server = await startServer(content);
    const { structured } = await server.call('aws_get', { what: 'services', service: 'cartt' });
    expect(structured.error).toMatchObject({ code: 'not_found', hint: 'nearest: cart' });
  });

  it('lists alarms that fire, or those of a name', async () => {
    server = await startServer(content);
    expect((await server.call('aws_get', { what: 'alarms' })).text).toMatch(
      /1 alarms firing, 1 OK.*\nALARM since queue-age: old$/,
    );
    expect((await server.call('aws_get', { what: 'alarms', service: 'shop' })).text).toContain('shop-errors');
  });

  it('is not found by one name where several accounts could be meant', async () => {
    server = await startServer(content, { env: { SRE_AGENT_AWS_REGIONS: 'us-east-1,eu-west-1' } });
    const { structured } = await server.call('aws_logs', { log_group: '/prod/shop' });
    expect(structured.error).toMatchObject({
      code: 'invalid_arguments',
      hint: expect.stringContaining('us-east-1, eu-west-1'),
    });
  });
});

describe('the program', () => {
  it('serves on stdio with nothing but its own environment', async () => {
    server = await startServer(content);
    const program = await connectStdio(join(import.meta.dirname, '../../../mcp-servers/aws/main.ts'), server.aws.env);
    try {
      const called = await program.call('aws_get', { what: 'alarms' });
      expect(called.text).toContain('1 alarms firing');
      expect((await program.tools()).map(({ name }) => name)).toEqual([
        'aws_triage',
        'aws_get',
        'aws_metrics',
        'aws_changes',
        'aws_traces',
        'aws_logs',
        'aws_logs_query',
      ]);
    } finally {
      await program.close();
    }
  });

  it('lists every problem of its configuration at once', () => {
    const env = { SRE_AGENT_AWS_REGIONS: 'mars', SRE_AGENT_AWS_ACCOUNTS: '12,x=y', SRE_AGENT_AWS_MAX_SCAN_GB: 'much' };
    expect(() => awsServer(env)).toThrow(
      /'mars' is no region[\s\S]*'12' is neither[\s\S]*'x=y' is neither[\s\S]*MAX_SCAN_GB/,
    );
    expect(() => awsServer({})).toThrow('AWS_REGION: set it');
  });
});
