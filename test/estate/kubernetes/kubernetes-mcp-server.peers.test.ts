import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { installPeer, kubernetesMcpServer } from '../peers.ts';
import { type ServedCluster, serve, serveCase } from './serve-case.ts';
import { shop } from './shop.ts';

const shared = join(import.meta.dirname, '../../../../shared/cases');
const problem = { said: '' };
const folder = await installPeer(kubernetesMcpServer).catch((error: unknown) => {
  problem.said = ` (skipped: it could not be installed: ${String(error).split('\n')[0]})`;
  return undefined;
});
const cleanups: (() => Promise<unknown>)[] = [];

/** The public server, connected to a cluster of the estate; `call` gives the text and whether it is an error. */
async function start(served: ServedCluster) {
  const home = await mkdtemp(join(tmpdir(), 'kubernetes-mcp-server-'));
  const env = { PATH: process.env.PATH ?? '', HOME: home, KUBECONFIG: served.env.KUBECONFIG ?? '' };
  const args = [join(folder ?? '', 'bin/index.js'), '--read-only'];
  const client = new Client({ name: 'estate-tests', version: '1.0.0' });
  cleanups.push(
    () => client.close(),
    () => rm(home, { recursive: true, force: true }),
    () => served.close(),
  );
  await client.connect(new StdioClientTransport({ command: process.execPath, args, env, stderr: 'ignore' }));
  const call = async (name: string, asked: Record<string, unknown> = {}) => {
    const { content, isError } = await client.callTool({ name, arguments: asked });
    const [first] = content as { text?: string }[];
    return { isError: isError === true, text: first?.text ?? '' };
  };
  return { client, call };
}

afterEach(async () => {
  for (const clean of cleanups.splice(0)) await clean();
});

(folder ? describe : describe.skip)(`kubernetes-mcp-server${problem.said}`, () => {
  it('reads pods, logs, events, objects and usage', async () => {
    const served = await serveCase(shop);
    const { client, call } = await start(served);
    const tools = (await client.listTools()).tools.map(({ name }) => name);
    expect(tools).toEqual(expect.arrayContaining(['pods_list', 'pods_log', 'events_list', 'resources_get']));
    expect((await call('pods_list')).text).toMatch(/shop +v1 +Pod +cart-crash +0\/1 +CrashLoopBackOff/);
    const logs = await call('pods_log', { namespace: 'shop', name: 'cart-crash', previous: true });
    expect(logs).toEqual({ isError: false, text: 'panic: pool exhausted\n' });
    expect((await call('events_list', { namespace: 'shop' })).text).toContain('Back-off restarting failed container');
    const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'cart' };
    expect((await call('resources_get', deployment)).text).toContain('readyReplicas: 1');
    const rollouts = await call('resources_list', { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout' });
    expect(rollouts.text).toMatch(/Rollout +cart +True/);
    expect((await call('pods_top', { namespace: 'shop' })).text).toMatch(/cart-ok +cart +250m +64Mi/);
    expect((await call('namespaces_list')).text).toMatch(/payments +Active/);
    expect(served.journal.notServed).toEqual([]);
  });

  it('is refused what is denied, in the words of the API server', async () => {
    const served = await serveCase({
      ...shop,
      'denied.yaml': "- {kubernetes: 'list pods in payments', status: 403}\n",
    });
    const { call } = await start(served);
    const refused = await call('pods_list_in_namespace', { namespace: 'payments' });
    expect(refused.isError).toBe(true);
    expect(refused.text).toContain('cannot list resource "pods" in API group "" in the namespace "payments"');
  });

  const cases = existsSync(shared)
    ? readdirSync(shared).filter((name) => existsSync(join(shared, name, 'kubernetes')))
    : [];
  (cases.length > 0 ? it : it.skip)('reads every shared case that has a cluster', async () => {
    for (const name of cases) {
      const served = await serve(join(shared, name));
      const { call } = await start(served);
      expect(await call('pods_list')).toMatchObject({ isError: false });
      expect(await call('events_list')).toMatchObject({ isError: false });
      expect(served.journal.notServed).toEqual([]);
      for (const clean of cleanups.splice(0)) await clean();
    }
  });
});
