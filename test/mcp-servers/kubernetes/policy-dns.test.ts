import { describe, expect, it } from '@jest/globals';
import type { AnyObject } from '../../../mcp-servers/kubernetes/objects.ts';
import { deployment, object, pod, service } from './objects.ts';
import { serveObjects, type TriageAnswer } from './serve.ts';

const inSystem = <Item extends { metadata: object }>(item: Item, more: object = {}): Item => ({
  ...item,
  metadata: { ...item.metadata, namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' } },
  ...more,
});
const dns = [
  inSystem(service('kube-dns', { 'k8s-app': 'kube-dns' }, [{ port: 53, targetPort: 53 }])),
  ...[
    ...deployment('coredns'),
    pod('coredns-1-a', { of: 'coredns', container: { ports: [{ containerPort: 53 }] } }),
  ].map((one) => inSystem(one)),
];
const world = [...deployment('cart'), pod('cart-1-a', { of: 'cart' }), ...dns];
const egress = (rules: object[]): AnyObject =>
  object('NetworkPolicy', 'narrow', { spec: { podSelector: {}, policyTypes: ['Egress'], egress: rules } });
const lines = (text: string): string =>
  Array.from({ length: 5 }, (_, n) => `2026-05-12T09:39:0${n}.000Z ERROR ${text}`).join('\n');
const pool = [
  lines('HikariPool-1 - Connection is not available, request timed out after 5000ms'),
  '2026-05-12T09:39:09.000Z Caused by: java.net.UnknownHostException: db.internal.example',
].join('\n');

async function findings(policy: AnyObject, log: string): Promise<TriageAnswer['findings']> {
  const system = await serveObjects([...world, policy], { logs: { 'shop/cart-1-a/app': log } });
  try {
    const answer = await system.call('k8s_triage', {});
    return (answer.structured as unknown as TriageAnswer).findings;
  } finally {
    await system.close();
  }
}

const toSystem = { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } } };
const shut: [what: string, rules: object[]][] = [
  ['nothing may be asked', []],
  ['another port of the whole world', [{ ports: [{ port: 443 }] }]],
  ['every port of addresses where no name server is', [{ to: [{ ipBlock: { cidr: '10.40.0.0/16' } }] }]],
  ['port 53 of another namespace', [{ to: [{ podSelector: {} }], ports: [{ port: 53, protocol: 'UDP' }] }]],
  ['the whole world but the name servers', [{ to: [{ ipBlock: { cidr: '10.40.0.0/16', except: ['10.40.3.0/24'] } }] }]],
];
const open: [what: string, rules: object[]][] = [
  ['everything', [{}]],
  ['port 53 of everything', [{ ports: [{ port: 53, protocol: 'UDP' }] }]],
  ['the namespace of the name servers', [{ to: [toSystem] }]],
  ['a range of ports around it', [{ to: [toSystem], ports: [{ port: 1, endPort: 1024 }] }]],
  ['the cache on the node', [{ to: [{ ipBlock: { cidr: '169.254.20.10/32' } }] }]],
  ['the whole world by its block', [{ to: [{ ipBlock: { cidr: '0.0.0.0/0' } }] }]],
];

describe('a policy that leaves pods without DNS', () => {
  it.each(shut)('is the root of what their logs show, where it allows %s', async (_, rules) => {
    const [root, ...others] = await findings(egress(rules), pool);
    expect([root?.category, root?.object]).toEqual(['network-policy', 'NetworkPolicy/shop/narrow']);
    expect(root?.title).toContain('no egress to DNS (port 53): Deployment/shop/cart resolves no name');
    expect(others.map(({ category, causedBy }) => [category, causedBy])).toEqual([
      ['connection-pool-exhausted', root?.id],
    ]);
  });

  it.each(open)('is not accused where it allows %s', async (_, rules) => {
    const found = await findings(egress(rules), lines('getaddrinfo EAI_AGAIN db.internal.example'));
    expect(found.map(({ category }) => category)).toEqual(['dns']);
  });

  it('is no finding while nobody fails to resolve a name', async () => {
    expect(await findings(egress([]), lines('').replaceAll('ERROR', 'INFO served'))).toEqual([]);
  });
});
