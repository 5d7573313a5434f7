import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { kubernetesServer } from '../../../mcp-servers/kubernetes/server.ts';
import { crashing, deployment, node, object, pod, service, warning } from './objects.ts';
import { type Served, serveObjects } from './serve.ts';

const sidecarred = pod('pay-1-a', {
  of: 'pay',
  ready: false,
  metadata: { annotations: { 'kubectl.kubernetes.io/default-container': 'main' } },
  spec: {
    containers: [
      { name: 'proxy', image: 'p:1' },
      { name: 'main', image: 'm:1', env: [{ name: 'TOKEN', value: 'hush' }] },
    ],
  },
  podStatus: {
    containerStatuses: [
      { name: 'proxy', image: 'p:1', ready: true, restartCount: 0, state: { running: {} }, lastState: {} },
      { name: 'main', image: 'm:1', ready: true, restartCount: 0, state: { running: {} }, lastState: {} },
    ],
  },
});
const world = [
  ...deployment('cart', { wanted: 2, ready: 1 }),
  pod('cart-1-a', { of: 'cart' }),
  crashing('cart-1-b', 'cart'),
  ...deployment('pay'),
  sidecarred,
  service('cart', { app: 'cart' }),
  node('node-a'),
  object('Secret', 'pay', { data: { password: 'aHVzaA==' } }),
  object('Widget', 'blue', { apiVersion: 'example.com/v1', status: { phase: 'Failed' } }),
  warning('Pod/cart-1-b', 'BackOff', 'Back-off restarting failed container app'),
  warning('Pod/cart-1-b', 'BackOff', 'Back-off restarting failed container app', { metadata: { name: 'again' } }),
];
const logs = {
  'shop/cart-1-a/app':
    '2026-05-12T09:39:01Z INFO served 1\n2026-05-12T09:39:03Z ERROR lost the cart\n2026-05-12T09:39:05Z INFO served 2\n',
  'shop/cart-1-b/app.previous': '2026-05-12T09:37:58Z INFO starting\n2026-05-12T09:37:59Z FATAL no configuration\n',
  'shop/pay-1-a/main': '2026-05-12T09:39:00Z main speaks\n',
  'shop/pay-1-a/proxy': '2026-05-12T09:39:00Z proxy speaks\n',
};

let served: Served;
beforeEach(async () => {
  served = await serveObjects(world, { logs });
});
afterEach(async () => {
  expect(served.journal.notServed).toEqual([]);
  await served.close();
});

describe('k8s_get', () => {
  it.each(['deploy', 'Deployment', 'DEPLOYMENTS', 'deployments'])('knows %s as a kind', async (kind) => {
    const { text } = await served.call('k8s_get', { kind });
    expect(text).toContain('2 deployments, 1 unhealthy, 2 shown');
    expect(text.split('\n')[1]).toContain('Deployment/shop/cart 1/2 ready, shop/app:1');
  });

  it('lists custom resources and only the unhealthy where asked', async () => {
    expect((await served.call('k8s_get', { kind: 'widget' })).text).toContain('Widget/shop/blue Failed');
    const { structured } = await served.call('k8s_get', { kind: 'pods', unhealthy_only: true });
    expect(structured.rows).toEqual([
      { ref: 'Pod/shop/cart-1-b', healthy: false },
      { ref: 'Pod/shop/pay-1-a', healthy: false },
    ]);
  });

  it('joins one object with its owners, state, findings and events', async () => {
    const { text } = await served.call('k8s_get', { kind: 'pod', name: 'cart-1-b' });
    expect(text).toContain('owner: ReplicaSet/shop/cart-1 <- Deployment/shop/cart');
    expect(text).toContain('waiting CrashLoopBackOff, ready false, 5 restarts, before: exit code 1 (Error)');
    expect(text).toContain('event Warning BackOff x6');
    expect(text).toContain('FATAL no configuration');
  });

  it("tells a Service's path to its pods", async () => {
    const { text } = await served.call('k8s_get', { kind: 'svc', name: 'cart', namespace: 'shop' });
    expect(text).toContain('path: 2 pods selected, 1 ready');
  });

  it('shows no environment value and no Secret data', async () => {
    const asPod = await served.call('k8s_get', { kind: 'pod', name: 'pay-1-a', yaml: true });
    expect(asPod.text).toContain('name: TOKEN');
    const asSecret = await served.call('k8s_get', { kind: 'secret', name: 'pay', yaml: true });
    expect(asSecret.text).toContain('password:');
    expect(asPod.text + asSecret.text).not.toMatch(/hush|aHVzaA/);
  });

  it('lists what runs with every name it may be asked for by', async () => {
    const { structured } = await served.call('k8s_get', { kind: 'workloads' });
    expect(structured.inventory).toMatchObject([
      {
        name: 'cart',
        object: 'Deployment/shop/cart',
        aliases: ['app'],
        context: 'estate',
        namespace: 'shop',
        images: ['shop/app:1'],
      },
      { name: 'pay' },
    ]);
  });

  it.each([
    [{ kind: 'deploymnt' }, 'not_found', 'deployment'],
    [{ kind: 'pod', name: 'cart-1-z' }, 'not_found', 'Pod/shop/cart-1-a'],
    [{ kind: 'pods', namespace: 'shp' }, 'not_found', 'nearest: shop'],
    [{ kind: 'pods', context: 'estat' }, 'not_found', 'nearest: estate'],
  ])('answers %j with %s and the nearest names', async (args, code, hint) => {
    const { isError, structured } = await served.call('k8s_get', args);
    expect(isError).toBe(true);
    expect(structured.error).toMatchObject({ code });
    expect(JSON.stringify(structured.error)).toContain(hint);
  });
});

describe('k8s_logs', () => {
  it('merges the pods of a workload by time, the previous run of one that crashes among them', async () => {
    const { text } = await served.call('k8s_logs', { workload: 'deployment/cart', namespace: 'shop', mode: 'lines' });
    const lines = text.split('\n').filter((line) => /^2026/.test(line));
    expect(lines).toEqual([
      '2026-05-12T09:37:58Z [cart-1-b/app (previous)] INFO starting',
      '2026-05-12T09:37:59Z [cart-1-b/app (previous)] FATAL no configuration',
      '2026-05-12T09:39:01Z [cart-1-a/app] INFO served 1',
      '2026-05-12T09:39:03Z [cart-1-a/app] ERROR lost the cart',
      '2026-05-12T09:39:05Z [cart-1-a/app] INFO served 2',
    ]);
  });

  it('finds with grep and context, says what it read, matched and left out', async () => {
    const { text } = await served.call('k8s_logs', { pod: 'cart-1-a', grep: 'LOST', context_lines: 1 });
    expect(text).toContain('3 lines read, 1 matched, 0 left out');
    const errors = await served.call('k8s_logs', { selector: 'app=cart', mode: 'errors' });
    expect(errors.text).toContain('FATAL no configuration');
    expect(errors.text).not.toContain('served');
  });

  it('takes the default container and says which it did not read', async () => {
    const { text } = await served.call('k8s_logs', { pod: 'pay-1-a', mode: 'lines' });
    expect(text).toContain('main speaks');
    expect(text).toContain('not read: Pod/shop/pay-1-a container proxy (not asked for)');
    const other = await served.call('k8s_logs', { pod: 'pay-1-a', container: 'proxy', mode: 'lines' });
    expect(other.text).toContain('proxy speaks');
  });

  it('keeps to a window, and says when there is nothing in it', async () => {
    const { text } = await served.call('k8s_logs', { pod: 'cart-1-a', since: '58s', until: '56s', mode: 'lines' });
    expect(text).toContain('ERROR lost the cart');
    expect(text).not.toContain('served');
    const none = await served.call('k8s_logs', { pod: 'cart-1-a', since: '5s' });
    expect(none.text).toContain('0 lines read');
  });

  it.each([
    [{ pod: 'cart-1-x' }, 'cart-1-a (in shop)'],
    [{ pod: 'pay-1-a', container: 'mian' }, 'nearest: main'],
    [{ workload: 'deployment/cat' }, 'cart (Deployment in shop)'],
    [{}, 'selector: app=name'],
  ])('answers %j with the nearest names', async (args, hint) => {
    const { isError, text } = await served.call('k8s_logs', args);
    expect(isError).toBe(true);
    expect(text).toContain(hint);
  });
});

describe('k8s_events', () => {
  it('groups equal events and filters by object and reason', async () => {
    const { text } = await served.call('k8s_events', { object: 'Pod/cart-1-b', reason: 'backoff' });
    expect(text).toContain(
      'Warning BackOff Pod/shop/cart-1-b x6, 2026-05-12T09:35:00Z: Back-off restarting failed container app',
    );
    expect((await served.call('k8s_events', { object: 'pay' })).text).toContain('0 matched');
  });
});

describe('k8s_events about many', () => {
  it('says once what is said of all pods of a workload', async () => {
    const said = (name: string, count: number) =>
      warning(`Pod/${name}`, 'FailedScheduling', `0/${count} nodes are available: ${count} Insufficient memory.`);
    const other = await serveObjects([
      ...['aaaaa', 'bbbbb', 'ccccc'].map((end, index) => said(`cart-7d9f8b6c5d-${end}`, index + 7)),
      said('pay-7d9f8b6c5d-ddddd', 9),
    ]);
    const { text, structured } = await other.call('k8s_events');
    await other.close();
    expect(text).toContain('4 matched in 2 groups, 2 shown');
    expect(text).toMatch(/Pod\/shop\/cart-7d9f8b6c5d-\w{5} and 2 like it x9, 2026-05-12T09:35:00Z: 0\/\d nodes/);
    expect(structured.events).toHaveLength(2);
  });
});

describe('the allow-lists', () => {
  it('refuse namespaces and contexts outside them, by name', async () => {
    const other = await serveObjects(
      { eu: world, us: world },
      { env: { SRE_AGENT_KUBERNETES_CONTEXTS: 'eu', SRE_AGENT_KUBERNETES_NAMESPACES: 'shop' } },
    );
    const space = await other.call('k8s_logs', { pod: 'x', namespace: 'kube-system' });
    const context = await other.call('k8s_get', { kind: 'pods', context: 'us' });
    await other.close();
    expect(space.structured.error).toMatchObject({ code: 'not_allowed', hint: 'allowed: shop' });
    expect(context.structured.error).toMatchObject({ code: 'not_allowed', hint: 'allowed: eu' });
  });

  it('that name an unknown context, and a kubeconfig that is not there, are refused at start', () => {
    expect(() => kubernetesServer({ KUBECONFIG: '/does/not/exist' })).toThrow('KUBECONFIG cannot be read');
  });

  it('of several contexts ask for which one is meant', async () => {
    const other = await serveObjects({ eu: world, us: world });
    const { structured } = await other.call('k8s_get', { kind: 'pods' });
    await other.close();
    expect(structured.error).toMatchObject({ code: 'invalid_arguments', hint: 'context is one of eu, us' });
  });
});

describe('the definitions', () => {
  it('take less than 6,000 characters, read only, and mark the first look', async () => {
    const tools = await served.tools();
    expect(tools.map(({ name }) => name)).toEqual(['k8s_triage', 'k8s_get', 'k8s_logs', 'k8s_events', 'k8s_changes']);
    expect(JSON.stringify(tools).length).toBeLessThan(6_000);
    expect(tools.every(({ annotations }) => annotations?.readOnlyHint)).toBe(true);
  });
});
