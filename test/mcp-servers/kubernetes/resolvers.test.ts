import { describe, expect, it } from '@jest/globals';
import type { AnyObject } from '../../../mcp-servers/kubernetes/objects.ts';
import { deployment, object, pod, service } from './objects.ts';
import { serveObjects, type TriageAnswer } from './serve.ts';

const labels = { 'app.kubernetes.io/name': 'coredns' };
const inSystem = (item: AnyObject): AnyObject => ({
  ...item,
  metadata: { ...item.metadata, namespace: 'kube-system' },
});
const corefile = (zone: string): AnyObject =>
  object(
    'ConfigMap',
    'coredns',
    {
      metadata: {
        managedFields: [
          {
            manager: 'kubectl-edit',
            operation: 'Update',
            time: '2026-05-12T09:20:00Z',
            fieldsV1: { 'f:data': { 'f:Corefile': {} } },
          },
        ],
      },
      data: { Corefile: `.:53 {\n  forward . /etc/resolv.conf\n}\n${zone}:53 {\n  forward . 10.9.0.53\n}\n` },
    },
    'kube-system',
  );
const world = [
  ...deployment('cart'),
  pod('cart-1-a', { of: 'cart' }),
  ...[
    service('kube-dns', labels, [{ port: 53, targetPort: 53 }]),
    ...deployment('coredns'),
    pod('coredns-1-a', { of: 'coredns', labels, container: { ports: [{ containerPort: 53 }] } }),
  ].map(inSystem),
];
const lines = (text: string): string =>
  Array.from({ length: 5 }, (_, n) => `2026-05-12T09:39:0${n}.000Z ${text}`).join('\n');
const inVain = lines('[ERROR] plugin/errors: 2 pay.example. A: read udp 10.42.0.8:49872->10.9.0.53:53: i/o timeout');

async function findings(objects: AnyObject[], cart: string, coredns = inVain, namespaces?: string[]) {
  const logs = { 'shop/cart-1-a/app': cart, 'kube-system/coredns-1-a/app': coredns };
  const system = await serveObjects([...world, ...objects], { logs });
  try {
    const args = namespaces ? { scope: { service: 'cart', clusters: [{ context: 'estate', namespaces }] } } : {};
    return (await system.call('k8s_triage', args)).structured as unknown as TriageAnswer;
  } finally {
    await system.close();
  }
}

const asking = lines('ERROR charge failed: getaddrinfo EAI_AGAIN pay.example');

describe('a server that the name server of the cluster asks in vain', () => {
  it.each([undefined, ['shop']])('is named with the zone, who told it so and when, asked of %s', async (namespaces) => {
    const { findings: found } = await findings([corefile('pay.example')], asking, inVain, namespaces);
    const [root, ...others] = found;
    expect([root?.category, root?.severity, root?.object]).toEqual([
      'dns',
      'critical',
      'ConfigMap/kube-system/coredns',
    ]);
    expect(root?.title).toContain('forwards pay.example to 10.9.0.53, which gives no answer');
    expect(root?.title).toContain('last written by kubectl-edit at 2026-05-12T09:20:00Z');
    expect(others.map(({ object: about, causedBy }) => [about, causedBy])).toContainEqual([
      'Deployment/shop/cart',
      root?.id,
    ]);
  });

  it('is the name server itself where nothing says who told it', async () => {
    const { findings: found } = await findings([], asking);
    expect(found[0]?.object).toBe('Deployment/kube-system/coredns');
    expect(found[0]?.title).toContain('asks 10.9.0.53, which gives no answer');
  });

  it('is not the cause of another name that does not resolve', async () => {
    const { findings: found } = await findings(
      [corefile('pay.example')],
      lines('ERROR getaddrinfo ENOTFOUND other.example'),
    );
    expect(found.find(({ object: about }) => about === 'Deployment/shop/cart')?.causedBy).toBeUndefined();
    expect(found.find(({ object: about }) => about.startsWith('ConfigMap/'))?.severity).toBe('warning');
  });

  it('is not told of where one packet was lost', async () => {
    const once = inVain.split('\n').slice(0, 1).join('\n');
    const { findings: found } = await findings([corefile('pay.example')], asking, once);
    expect(found.find(({ object: about }) => about.startsWith('ConfigMap/'))).toBeUndefined();
  });
});
