import { describe, expect, it } from '@jest/globals';
import { crashing, deployment, findingsIn, object, pod, service } from './objects.ts';

const cart = [...deployment('cart'), pod('cart-1-a', { of: 'cart', labels: { app: 'cart', version: 'v1' } })];
const web = [...deployment('web'), pod('web-1-a', { of: 'web' })];
const refusals = (host: string) => ({
  logs: {
    'web-1-a/app': [10, 20, 30]
      .map((s) => `2026-05-12T09:39:${s}Z ERROR dial http://${host}:80/items: connection refused\n`)
      .join(''),
  },
});

describe('Services', () => {
  it('whose selector matches nobody name the label that differs, and cause what clients log', () => {
    const found = findingsIn([...cart, ...web, service('cart', { app: 'cart', version: 'v2' })], refusals('cart'));
    expect(found[0]).toMatchObject({ category: 'service-selector', object: 'Service/shop/cart' });
    expect(found[0]?.title).toContain('selector wants label version=v2, the pods have version=v1');
    expect(found[1]).toMatchObject({ object: 'Deployment/shop/web', causedBy: found[0]?.id });
  });

  it('follow from the workload behind them', () => {
    const down = [...deployment('cart', { ready: 0 }), crashing('cart-1-a', 'cart')];
    const found = findingsIn([...down, service('cart', { app: 'cart' })]);
    const reach = found.find(({ object }) => object === 'Service/shop/cart');
    expect(found[0]).toMatchObject({ category: 'application-crash', object: 'Deployment/shop/cart' });
    expect(reach?.causedBy).toBe(found[0]?.id);
  });

  it('send to a port that the pods have', () => {
    const to = (targetPort: number | string) =>
      findingsIn([...cart, service('cart', { app: 'cart' }, [{ port: 80, targetPort }])]);
    expect(to(8080)).toEqual([]);
    expect(to(9999)).toMatchObject([{ category: 'service-port', severity: 'warning' }]);
    expect(to('web')).toMatchObject([{ category: 'service-port', severity: 'critical' }]);
  });

  it('are not judged where pods could not be listed', () => {
    expect(findingsIn([service('cart', { app: 'cart' })], { refused: ['pods'] })).toEqual([]);
  });
});

describe('clients', () => {
  it('that ask for a name that is no Service are told the nearest', () => {
    const log = '2026-05-12T09:39:30Z ERROR lookup cartt on 10.96.0.10:53: no such host\n';
    const found = findingsIn([...cart, ...web, service('cart', { app: 'cart' })], { logs: { 'web-1-a/app': log } });
    expect(found[0]).toMatchObject({ category: 'bad-configuration', object: 'Deployment/shop/web' });
    expect(found[0]?.title).toContain(
      'host "cartt", and there is no Service of that name in shop; the nearest is Service "cart"',
    );
  });

  it('that cannot resolve a Service that exists follow from the name server', () => {
    const log = [1, 2, 3]
      .map((s) => `2026-05-12T09:39:3${s}Z ERROR lookup cart on 10.96.0.10:53: no such host\n`)
      .join('');
    const dns = pod('coredns-1-a', {
      ready: false,
      labels: { 'k8s-app': 'kube-dns' },
      metadata: { namespace: 'kube-system' },
      status: { restartCount: 9, state: { waiting: { reason: 'CrashLoopBackOff' } } },
    });
    const found = findingsIn([...cart, ...web, dns, service('cart', { app: 'cart' })], {
      logs: { 'web-1-a/app': log },
    });
    expect(found[0]?.object).toBe('Pod/kube-system/coredns-1-a');
    expect(found[1]).toMatchObject({ category: 'dns', object: 'Deployment/shop/web', causedBy: found[0]?.id });
  });

  it('name the Service they call by its address, behind their own, and follow from it', () => {
    const line = 'ERROR 10.244.0.9 -> connect ECONNREFUSED 10.96.1.106:80';
    const log = [1, 2, 3].map((s) => `2026-05-12T09:39:3${s}Z ${line}\n`).join('');
    const logs = { 'web-1-a/app': log };
    const calling = (selector: Record<string, string>) => {
      const called = service('cart', selector);
      return [...cart, ...web, { ...called, spec: { ...(called.spec as object), clusterIP: '10.96.1.106' } }];
    };
    const found = findingsIn(calling({ app: 'cart', version: 'v2' }), { logs });
    const client = found.find(({ category }) => category === 'dependency-unreachable');
    expect(found[0]).toMatchObject({ category: 'service-selector', object: 'Service/shop/cart' });
    expect(client).toMatchObject({ object: 'Deployment/shop/web', causedBy: found[0]?.id });
    expect(findingsIn(calling({ app: 'cart', version: 'v1' }))).toEqual([]);
  });

  it('that use a port that the Service lacks are told its ports', () => {
    const log = [1, 2, 3]
      .map((s) => `2026-05-12T09:39:3${s}Z ERROR connect to http://cart:8081/: connection refused\n`)
      .join('');
    const found = findingsIn([...cart, ...web, service('cart', { app: 'cart' })], { logs: { 'web-1-a/app': log } });
    expect(found[0]).toMatchObject({ category: 'service-port', object: 'Deployment/shop/web' });
  });
});

describe('Ingresses', () => {
  const ingress = (name: string, port: number, ingressClassName = 'nginx') =>
    object('Ingress', 'shop', {
      spec: {
        ingressClassName,
        rules: [
          {
            host: 'shop.example',
            http: { paths: [{ path: '/', backend: { service: { name, port: { number: port } } } }] },
          },
        ],
      },
    });
  const around = [...cart, service('cart', { app: 'cart' }), object('IngressClass', 'nginx', {}, null)];

  it('need a class, a Service and its port', () => {
    expect(findingsIn([...around, ingress('cart', 80)])).toEqual([]);
    expect(findingsIn([...around, ingress('carts', 80)])[0]?.title).toContain(
      '"carts", which does not exist in shop (there is cart)',
    );
    expect(findingsIn([...around, ingress('cart', 81)])[0]?.title).toContain(
      'port 81 of Service/shop/cart, which has port 80',
    );
    expect(findingsIn([...around, ingress('cart', 80, 'traefik')])[0]?.title).toContain(
      'ingress class "traefik" does not exist',
    );
  });
});

describe('network policies', () => {
  const denyAll = object('NetworkPolicy', 'lock', {
    spec: { podSelector: { matchLabels: { app: 'cart' } }, policyTypes: ['Ingress'] },
  });
  const allowWeb = object('NetworkPolicy', 'web', {
    spec: {
      podSelector: { matchLabels: { app: 'cart' } },
      ingress: [{ from: [{ podSelector: { matchLabels: { app: 'web' } } }] }],
    },
  });
  const world = [...cart, ...web, service('cart', { app: 'cart' })];

  it('that cut a path in use are the cause of what the client logs', () => {
    const log = [1, 2, 3].map((s) => `2026-05-12T09:39:3${s}Z ERROR GET http://cart/items: i/o timeout\n`).join('');
    const found = findingsIn([...world, denyAll], { logs: { 'web-1-a/app': log } });
    expect(found[0]).toMatchObject({
      category: 'network-policy',
      object: 'NetworkPolicy/shop/lock',
      severity: 'critical',
    });
    expect(found.slice(1).every(({ causedBy }) => causedBy === found[0]?.id)).toBe(true);
  });

  it('that cut nothing in use, or whose like allows it, are well', () => {
    expect(findingsIn([...world, denyAll])).toEqual([]);
    expect(findingsIn([...world, denyAll, allowWeb], refusals('cart')).map(({ category }) => category)).not.toContain(
      'network-policy',
    );
  });
});

describe('the order', () => {
  it('puts what was asked for first, with its cause before it', () => {
    const broken = (name: string) => [...deployment(name, { ready: 0 }), crashing(`${name}-1-a`, name)];
    const objects = [...broken('alpha'), ...broken('beta')];
    expect(findingsIn(objects)[0]?.object).toBe('Deployment/shop/alpha');
    expect(findingsIn(objects, { scope: { service: 'beta' } })[0]?.object).toBe('Deployment/shop/beta');
    expect(findingsIn(objects, { scope: { names: ['beta-1-a'] } })[0]?.object).toBe('Deployment/shop/beta');
  });

  it('is the same for the same state', () => {
    const objects = [...cart, ...web, service('cart', { app: 'cart', version: 'v2' })];
    expect(findingsIn(objects, refusals('cart'))).toEqual(findingsIn(objects.toReversed(), refusals('cart')));
  });
});
