import { afterEach, describe, expect, it } from '@jest/globals';
import { awsServer } from '../../../mcp-servers/aws/server.ts';
import { startProxy } from '../../forward-proxy.ts';
import { type Connected, connectInMemory } from '../connect.ts';

const closings: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const close of closings.splice(0).reverse()) await close();
});

const keys = { AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'none', AWS_SECRET_ACCESS_KEY: 'none' };

async function connected(env: Record<string, string>): Promise<Connected> {
  const definition = awsServer({ ...keys, ...env });
  const client = await connectInMemory(definition);
  closings.push(
    () => definition.close?.(),
    () => client.close(),
  );
  return client;
}

describe('the way to AWS', () => {
  it('leads through HTTPS_PROXY', async () => {
    const proxy = await startProxy({ 'logs.eu-west-1.amazonaws.com': 'http://127.0.0.1:1' });
    closings.push(proxy.close);
    const client = await connected({ HTTPS_PROXY: proxy.url });
    await client.call('aws_get', { what: 'log_groups' });
    expect(proxy.asked[0]).toBe('CONNECT logs.eu-west-1.amazonaws.com:443');
  });

  it('is said to be closed where nobody answers', async () => {
    const client = await connected({ AWS_ENDPOINT_URL: 'http://127.0.0.1:1' });
    const { structured } = await client.call('aws_get', { what: 'log_groups' });
    expect(structured.error).toMatchObject({ code: 'unavailable', retryable: true });
  });
});
