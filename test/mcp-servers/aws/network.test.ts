import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { awsServer } from '../../../mcp-servers/aws/server.ts';
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
    const asked: (string | undefined)[] = [];
    const proxy = createServer().on('connect', (request, socket) => {
      asked.push(request.url);
      socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    closings.push(() => new Promise((resolve) => proxy.close(resolve)));
    const { port } = proxy.address() as AddressInfo;
    const client = await connected({ HTTPS_PROXY: `http://127.0.0.1:${port}` });
    await client.call('aws_get', { what: 'log_groups' });
    expect(asked[0]).toBe('logs.eu-west-1.amazonaws.com:443');
  });

  it('is said to be closed where nobody answers', async () => {
    const client = await connected({ AWS_ENDPOINT_URL: 'http://127.0.0.1:1' });
    const { structured } = await client.call('aws_get', { what: 'log_groups' });
    expect(structured.error).toMatchObject({ code: 'unavailable', retryable: true });
  });
});
