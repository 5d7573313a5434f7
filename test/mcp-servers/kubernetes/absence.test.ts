import { afterEach, describe, expect, it } from '@jest/globals';
import { type AnyObject, refOf } from '../../../mcp-servers/kubernetes/objects.ts';
import { crashing, deployment, findingsIn, node, object, pod, warning } from './objects.ts';
import { type Served, serveObjects } from './serve.ts';

let served: Served | undefined;
afterEach(async () => {
  await served?.close();
  served = undefined;
});

const inNamespace = (namespace: string, objects: AnyObject[]): AnyObject[] =>
  objects.map((one) => ({ ...one, metadata: { ...one.metadata, namespace } }));

/** A Deployment whose pods run as an account of its own, all of them or none created. */
function withAccount(name: string, created: number): AnyObject[] {
  const [made, set] = deployment(name, { wanted: 1, created, ready: 0 });
  if (!made || !set) throw new Error('a deployment has two objects');
  const template = {
    metadata: { labels: { app: name } },
    spec: { serviceAccountName: name, containers: [{ name: 'app', image: 'shop/app:1' }] },
  };
  return [{ ...made, spec: { replicas: 1, template } }, set];
}

/** A client of one namespace logs that a Service of another cannot be reached: that one is read for it, in part. */
async function clientOf(guarded: AnyObject[]): Promise<{ id: string; object: string; category: string }[]> {
  const logs = {
    'shop/cart-1-a/app': Array.from(
      { length: 5 },
      (_, i) => `2026-05-12T09:39:0${i}Z ERROR dial tcp: connect to http://guard.vault/check: connection refused\n`,
    ).join(''),
  };
  served = await serveObjects(
    [
      node('node-a'),
      ...deployment('cart'),
      pod('cart-1-a', { of: 'cart' }),
      ...inNamespace('vault', [
        object('Service', 'guard', { spec: { selector: { app: 'guard' }, ports: [{ port: 80 }] } }),
        ...withAccount('guard', 0),
        ...guarded,
      ]),
    ],
    { logs },
  );
  const { structured } = await served.call('k8s_triage', {
    scope: { clusters: [{ context: 'estate', namespaces: ['shop'] }] },
  });
  return (structured as { findings: { id: string; object: string; category: string }[] }).findings;
}

describe('what is said not to exist', () => {
  it('was looked for in that very namespace: accounts of a dependency are not read, and none is missed', async () => {
    const found = await clientOf([object('ServiceAccount', 'guard')]);
    expect(found.map((one) => one.category)).not.toContain('missing-service-account');
    expect(found.some((one) => one.object === refOf('Deployment', 'vault', 'guard'))).toBe(true);
  });

  it('is said of the namespace that was asked for', async () => {
    served = await serveObjects([node('node-a'), ...withAccount('cart', 0), object('ServiceAccount', 'default')]);
    const { text } = await served.call('k8s_triage', {
      scope: { clusters: [{ context: 'estate', namespaces: ['shop'] }] },
    });
    expect(text).toContain('service account "cart" not found in shop');
  });

  it('is not said where it has been made since: an event of an hour ago is history', () => {
    const said = warning('Pod/cart-1-a', 'Failed', 'Error: configmap "cart-settings" not found');
    const objects = [...deployment('cart', { ready: 0 }), crashing('cart-1-a', 'cart'), said];
    const missing = findingsIn(objects).filter(({ category }) => category === 'missing-configmap');
    expect(missing).toHaveLength(1);
    const since = findingsIn([...objects, object('ConfigMap', 'cart-settings')]);
    expect(since.map(({ category }) => category)).not.toContain('missing-configmap');
  });
});
