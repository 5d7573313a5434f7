import { describe, expect, it } from '@jest/globals';
import type { AnyObject } from '../../../mcp-servers/kubernetes/objects.ts';
import { deployment, object, pod, service } from './objects.ts';
import { serveObjects, type TriageAnswer } from './serve.ts';

const clusterAddress = '172.20.8.14';
const store = { labels: { app: 'store' }, podStatus: { podIP: '10.42.0.9' } };
const world = (labels: Record<string, string>, headless = false): AnyObject[] => [
  ...deployment('cart'),
  pod('cart-1-a', { of: 'cart', labels: { app: 'cart', ...labels } }),
  ...deployment('store'),
  pod('store-1-a', { of: 'store', ...store, container: { ports: [{ containerPort: 5432 }] } }),
  withAddress(service('store', { app: 'store' }, [{ port: 5432, targetPort: 5432 }]), headless),
];
const withAddress = (one: AnyObject, headless: boolean): AnyObject => ({
  ...one,
  spec: { ...(one.spec as object), clusterIP: headless ? 'None' : clusterAddress },
});

const edited = '2026-05-12T09:20:00Z';
const narrowed = object('NetworkPolicy', 'store-clients', {
  metadata: {
    creationTimestamp: '2026-01-01T00:00:00Z',
    managedFields: [
      { manager: 'deployer', operation: 'Apply', time: edited, fieldsV1: { 'f:spec': { 'f:ingress': {} } } },
    ],
  },
  spec: {
    podSelector: { matchLabels: { app: 'store' } },
    policyTypes: ['Ingress'],
    ingress: [{ from: [{ podSelector: { matchLabels: { role: 'client' } } }], ports: [{ port: 5432 }] }],
  },
});
const nothing = object('NetworkPolicy', 'a-default-deny', {
  metadata: { creationTimestamp: '2026-01-01T00:00:00Z' },
  spec: { podSelector: {}, policyTypes: ['Ingress'] },
});

const times = (text: string): string =>
  Array.from({ length: 6 }, (_, n) => `2026-05-12T09:39:0${n}.000Z level=error msg="${text}"`).join('\n');

async function findings(objects: AnyObject[], log: string): Promise<TriageAnswer['findings']> {
  const system = await serveObjects(objects, { logs: { 'shop/cart-1-a/app': log } });
  try {
    const answer = await system.call('k8s_triage', {});
    return (answer.structured as unknown as TriageAnswer).findings;
  } finally {
    await system.close();
  }
}

const policies = [nothing, narrowed];
const cut: [how: string, headless: boolean, text: string][] = [
  ['the Service by its name', false, 'dial store:5432: i/o timeout'],
  ['the Service by its address', false, `dial tcp ${clusterAddress}:5432: i/o timeout`],
  ['a pod of a headless Service by its address', true, 'dial tcp 10.42.0.9:5432: i/o timeout'],
];

describe('a policy that does not admit a client in use', () => {
  it.each(cut)('is the root where the log names %s', async (_, headless, text) => {
    const [root, ...others] = await findings([...world({}, headless), ...policies], times(text));
    expect([root?.category, root?.object]).toEqual(['network-policy', 'NetworkPolicy/shop/store-clients']);
    expect(root?.title).toContain('Deployment/shop/cart to Service/shop/store port 5432');
    expect(root?.title).toContain('of shop it admits only pods labelled role=client');
    expect(root?.title).toContain(`last written by deployer at ${edited}`);
    expect(others.find(({ category }) => category === 'dependency-unreachable')?.causedBy).toBe(root?.id);
  });

  it.each(cut)('is not accused where the client has the label, and its log names %s', async (_, headless, text) => {
    const found = await findings([...world({ role: 'client' }, headless), ...policies], times(text));
    expect(found.filter(({ category }) => category === 'network-policy')).toEqual([]);
  });

  it('names the policy that admits nothing where there is no other', async () => {
    const [root] = await findings([...world({}), nothing], times('dial store:5432: i/o timeout'));
    expect(root?.object).toBe('NetworkPolicy/shop/a-default-deny');
    expect(root?.title).toContain('it admits no ingress at all');
  });
});
