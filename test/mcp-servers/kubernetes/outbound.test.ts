import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { packageRoot } from '../../../worker/package-root.ts';
import { startProxy } from '../../forward-proxy.ts';
import { privateCertificate, startTlsBefore } from '../../private-ca.ts';
import { type Connected, connectStdio } from '../connect.ts';
import { deployment, now } from './objects.ts';
import { type Served, serveObjects } from './serve.ts';

const main = join(packageRoot(), 'mcp-servers/kubernetes/main.ts');
const certificate = privateCertificate('kubernetes.invalid');
afterAll(() => certificate?.remove());

let folder: string;
let served: Served;
const closings: (() => Promise<unknown>)[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kubeconfig-'));
  served = await serveObjects(deployment('cart'));
  closings.push(() => rm(folder, { recursive: true }), served.close);
});
afterEach(async () => {
  for (const close of closings.splice(0).reverse()) await close();
});

/** The server as a program, with a kubeconfig of this one cluster. */
async function program(cluster: Record<string, unknown>, env: Record<string, string>): Promise<Connected> {
  const kubeconfig = {
    'current-context': 'far',
    contexts: [{ name: 'far', context: { cluster: 'far', user: 'me' } }],
    clusters: [{ name: 'far', cluster }],
    users: [{ name: 'me', user: { token: 'none' } }],
  };
  const KUBECONFIG = join(folder, 'config');
  await writeFile(KUBECONFIG, JSON.stringify(kubeconfig));
  const connected = await connectStdio(main, { KUBECONFIG, SRE_AGENT_CLOCK: now, ...env });
  closings.push(connected.close);
  return connected;
}

const plain = { server: 'http://kubernetes.invalid', 'insecure-skip-tls-verify': true };
const get = { kind: 'deployments', namespace: 'shop' };

describe('the way to a cluster', () => {
  it('leads through the proxy of the environment', async () => {
    const proxy = await startProxy({ 'kubernetes.invalid': served.url });
    closings.push(proxy.close);
    const { call } = await program(plain, { HTTP_PROXY: proxy.url });
    expect((await call('k8s_get', get)).text).toContain('cart');
    expect(proxy.asked.length).toBeGreaterThan(0);
  });

  it("leads through the cluster's own proxy first, and past one where NO_PROXY says so", async () => {
    const proxy = await startProxy({ 'kubernetes.invalid': served.url });
    const other = await startProxy({ 'kubernetes.invalid': served.url });
    closings.push(proxy.close, other.close);
    const { call } = await program({ ...plain, 'proxy-url': proxy.url }, { HTTP_PROXY: other.url });
    expect((await call('k8s_get', get)).text).toContain('cart');
    const direct = await program(plain, { HTTP_PROXY: other.url, NO_PROXY: '.invalid' });
    expect((await direct.call('k8s_get', get)).structured.error).toMatchObject({ code: 'unavailable' });
    expect(other.asked).toEqual([]);
  });

  (certificate ? it : it.skip)(
    'trusts a private CA that Node is told of, and no other, behind a proxy too',
    async () => {
      if (!certificate) return;
      const tls = await startTlsBefore(served.url, certificate);
      const proxy = await startProxy({ 'kubernetes.invalid': tls.url });
      closings.push(tls.close, proxy.close);
      const cluster = { server: 'https://kubernetes.invalid:6443' };
      const stranger = await program(cluster, { HTTPS_PROXY: proxy.url });
      expect((await stranger.call('k8s_get', get)).text).toMatch(/self-signed certificate/i);
      const told = await program(cluster, { HTTPS_PROXY: proxy.url, NODE_EXTRA_CA_CERTS: certificate.file });
      expect((await told.call('k8s_get', get)).text).toContain('cart');
      expect(new Set(proxy.asked)).toEqual(new Set(['CONNECT kubernetes.invalid:6443']));
    },
  );
});
