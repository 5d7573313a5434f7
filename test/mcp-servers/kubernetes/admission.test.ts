import { describe, expect, it } from '@jest/globals';
import { crashing, deployment, findingsIn, object, pod, service, warning } from './objects.ts';

const account = (name: string) => object('ServiceAccount', name);
const withAccount = (name: string) => {
  const [cart, set] = deployment('cart', { wanted: 2, created: 0, ready: 0 });
  if (!cart || !set) throw new Error('a deployment has two objects');
  const template = { spec: { serviceAccountName: name, containers: [{ name: 'app', image: 'shop/app:1' }] } };
  return [{ ...cart, spec: { replicas: 2, template } }, set];
};
const webhook = (failurePolicy = 'Fail') =>
  object(
    'ValidatingWebhookConfiguration',
    'guard',
    {
      apiVersion: 'admissionregistration.k8s.io/v1',
      webhooks: [
        {
          name: 'check.guard.io',
          failurePolicy,
          clientConfig: { service: { name: 'guard', namespace: 'shop', port: 443 } },
        },
      ],
    },
    null,
  );
const refusal = warning(
  'ReplicaSet/cart-1',
  'FailedCreate',
  'Error creating: Internal error occurred: failed calling webhook "check.guard.io": failed to call webhook: no endpoints available for service "guard"',
);

describe('a service account that does not exist', () => {
  it('is named with the nearest, once, whether or not an event still says so', () => {
    const said = warning(
      'ReplicaSet/cart-1',
      'FailedCreate',
      'pods "cart-1-" is forbidden: error looking up service account shop/shopper: serviceaccount "shopper" not found',
    );
    for (const events of [[], [said]]) {
      const found = findingsIn([...withAccount('shopper'), account('shoppers'), ...events]);
      expect(found.map(({ category }) => category)).toEqual(['missing-service-account', 'unknown']);
      expect(found[0]?.title).toContain(
        'service account "shopper" not found in shop, it does not exist (there is "shoppers")',
      );
      expect(found[1]?.causedBy).toBe(found[0]?.id);
    }
  });

  it('is no finding where it exists, nor where accounts could not be listed', () => {
    expect(findingsIn([...withAccount('shopper'), account('shopper')]).map((f) => f.category)).toEqual(['unknown']);
    const blind = findingsIn(withAccount('shopper'), { refused: ['serviceaccounts'] });
    expect(blind.map((f) => f.category)).toEqual(['unknown']);
  });
});

describe('a webhook without a backend', () => {
  const weak = deployment('cart', { wanted: 2, created: 0, ready: 0 });

  it('causes the refusals, and its crashing pods cause it', () => {
    const behind = [
      service('guard', { app: 'guard' }),
      ...deployment('guard', { ready: 0 }),
      crashing('guard-1-a', 'guard'),
    ];
    const found = findingsIn([...weak, webhook(), refusal, ...behind]);
    const by = (about: string, category: string) => found.find((f) => f.object === about && f.category === category);
    const crash = by('Deployment/shop/guard', 'application-crash');
    const guard = by('ValidatingWebhookConfiguration/-/guard', 'webhook-unavailable');
    const refused = by('Deployment/shop/cart', 'webhook-unavailable');
    expect(guard?.title).toContain('Service/shop/guard has no ready endpoints (0 of 1 pods ready)');
    expect(guard?.causedBy).toBe(crash?.id);
    expect(refused?.causedBy).toBe(guard?.id);
    expect(found[0]).toBe(crash);
  });

  it('is found before anything was refused, by a Service that is not there', () => {
    expect(findingsIn([webhook()])).toMatchObject([{ category: 'webhook-unavailable', severity: 'warning' }]);
    expect(findingsIn([webhook('Ignore')])).toEqual([]);
    const fine = [service('guard', { app: 'guard' }), pod('guard', { labels: { app: 'guard' } })];
    expect(findingsIn([webhook(), ...fine])).toEqual([]);
  });
});

describe('what a namespace allows', () => {
  const weak = deployment('cart', { wanted: 3, created: 1, ready: 1 });
  const running = pod('cart-1-a', { of: 'cart' });

  it('is a quota that is used up, when the events that said so are gone', () => {
    const quota = object('ResourceQuota', 'small', {
      status: { hard: { pods: '1', 'requests.cpu': '4' }, used: { pods: '1', 'requests.cpu': '1' } },
    });
    const [first] = findingsIn([...weak, running, quota]);
    expect(first).toMatchObject({ category: 'quota-exceeded', object: 'ResourceQuota/shop/small' });
    expect(first?.title).toContain('is used up (pods 1/1), and Deployment/shop/cart has 1 of 3 pods');
  });

  it('is a limit range that the template breaks', () => {
    const [cart, set] = weak;
    const containers = [{ name: 'app', image: 'a', resources: { limits: { memory: '2Gi' } } }];
    const range = object('LimitRange', 'bounds', { spec: { limits: [{ type: 'Container', max: { memory: '1Gi' } }] } });
    if (!cart || !set) throw new Error('a deployment has two objects');
    const big = { ...cart, spec: { replicas: 3, template: { spec: { containers } } } };
    const [first] = findingsIn([big, set, running, range]);
    expect(first?.title).toBe(
      'Deployment/shop/cart: container app asks for memory 2Gi, the maximum is 1Gi, which LimitRange/shop/bounds forbids, and Deployment/shop/cart has 1 of 3 pods',
    );
  });

  it('is nothing to a workload that has its pods', () => {
    const quota = object('ResourceQuota', 'full', { status: { hard: { pods: '1' }, used: { pods: '1' } } });
    expect(findingsIn([...deployment('cart'), running, quota])).toEqual([]);
  });
});
