import { afterEach, describe, expect, it } from '@jest/globals';
import { kubernetesServer } from '../../../mcp-servers/kubernetes/server.ts';
import { crashing, deployment, node, object, pod, warning } from './objects.ts';
import { type Served, serveObjects } from './serve.ts';

let served: Served;
afterEach(async () => {
  expect(served.journal.notServed).toEqual([]);
  await served.close();
});

const asked = (): string[] =>
  served.journal.requests.map(({ path }) => decodeURIComponent(path).replace('/clusters/estate', ''));
const shop = [...deployment('cart', { ready: 0 }), crashing('cart-1-a', 'cart'), pod('pay-1')];
const logs = { 'shop/cart-1-a/app': '2026-05-12T09:39:00Z ready\n' };

describe('what is asked of the API server', () => {
  it('for the log of a pod is that pod and its log', async () => {
    served = await serveObjects(shop, { logs });
    expect((await served.call('k8s_logs', { namespace: 'shop', pod: 'cart-1-a' })).isError).toBe(false);
    expect(asked()[0]).toBe('/api/v1/namespaces/shop/pods?limit=500&fieldSelector=metadata.name=cart-1-a');
    expect(
      asked()
        .slice(1)
        .every((path) => path.includes('/pods/cart-1-a/log?')),
    ).toBe(true);
  });

  it('for a reason is its events', async () => {
    served = await serveObjects([...shop, warning('Pod/cart-1-a', 'BackOff', 'Back-off restarting')]);
    const { text } = await served.call('k8s_events', { reason: 'BackOff', warnings_only: true });
    expect(text).toContain('1 read, 1 in the window, 1 matched');
    expect(asked()).toEqual(['/api/v1/events?limit=500&fieldSelector=reason=BackOff,type=Warning']);
  });

  it('for a reason in other letters is all events, since it compares them exactly', async () => {
    served = await serveObjects([...shop, warning('Pod/cart-1-a', 'BackOff', 'Back-off restarting')]);
    expect((await served.call('k8s_events', { reason: 'Backoff' })).text).toContain('1 matched');
    expect((await served.call('k8s_events', { reason: 'backoff' })).text).toContain('1 matched');
    expect(asked()).toEqual(['/api/v1/events?limit=500&fieldSelector=reason=Backoff', '/api/v1/events?limit=500']);
  });

  it('about a namespace is whether it exists, where nothing is found in it', async () => {
    served = await serveObjects([...shop, object('ConfigMap', 'prices', {})]);
    await served.call('k8s_get', { kind: 'configmaps', namespace: 'shop' });
    expect(asked()).toEqual(['/api/v1/namespaces/shop/configmaps?limit=500']);
    const { isError, text } = await served.call('k8s_get', { kind: 'configmaps', namespace: 'shopp' });
    expect([isError, text]).toEqual([true, expect.stringContaining("no namespace 'shopp'")]);
    expect(asked().at(-1)).toBe('/api/v1/namespaces?limit=500');
  });

  it('to explain a node is the node, what runs on it and what is said of it', async () => {
    served = await serveObjects([...shop, node('n1'), node('n2')], { logs });
    expect((await served.call('k8s_get', { kind: 'node', name: 'n1' })).text).toContain('Node/-/n1 Ready');
    const lists = asked().filter((path) => !path.includes('metrics.k8s.io'));
    expect(lists.sort()).toEqual([
      '/api/v1/events?limit=500&fieldSelector=involvedObject.kind=Node,involvedObject.name=n1',
      '/api/v1/nodes?limit=500&fieldSelector=metadata.name=n1',
      '/api/v1/pods?limit=500&fieldSelector=spec.nodeName=n1',
    ]);
  });

  it('to explain a pod is no log but its own, nothing of traffic or scaling, and nothing of other namespaces', async () => {
    served = await serveObjects(shop, { logs: { ...logs, 'shop/pay-1/app': '2026-05-12T09:39:00Z ready\n' } });
    expect((await served.call('k8s_get', { kind: 'pod', name: 'cart-1-a', namespace: 'shop' })).isError).toBe(false);
    expect(
      asked()
        .filter((path) => path.includes('/log?'))
        .every((path) => path.includes('cart-1-a')),
    ).toBe(true);
    expect(asked().filter((path) => /ingress|horizontal|disruption|webhook|revision|endpoint/.test(path))).toEqual([]);
    expect(asked().filter((path) => /\/v1\/(pods|events)\?/.test(path) && !path.includes('fieldSelector'))).toEqual([]);
  });

  it('to explain a ConfigMap is what runs beside it', async () => {
    served = await serveObjects([...shop, object('ConfigMap', 'prices', {})], { logs });
    expect((await served.call('k8s_get', { kind: 'cm', name: 'prices', namespace: 'shop' })).isError).toBe(false);
    expect(asked().length).toBeLessThan(10);
    expect(asked().every((path) => path.includes('/namespaces/shop/') && !path.includes('/log?'))).toBe(true);
  });

  it('at the start is its version, which opens the connection', async () => {
    served = await serveObjects(shop);
    kubernetesServer(served.env).start?.();
    await served.journal.seen('kubernetes');
    expect(asked()).toEqual(['/version']);
  });
});
