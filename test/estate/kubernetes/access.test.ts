import { afterEach, describe, expect, it } from '@jest/globals';
import { AuthorizationV1Api, KubeConfig } from '@kubernetes/client-node';
import { type ServedCluster, serveCase } from './serve-case.ts';
import { shop } from './shop.ts';

let served: ServedCluster | undefined;
afterEach(async () => {
  await served?.close();
  served = undefined;
});

async function denying(...denied: string[]): Promise<ServedCluster> {
  served = await serveCase({ ...shop, 'denied.yaml': denied.map((line) => `- ${line}\n`).join('') });
  return served;
}

const user = 'User "system:serviceaccount:sre-agent:reader"';

describe('what denied.yaml forbids', () => {
  it('is refused in one namespace, and with it the list of all', async () => {
    const { get } = await denying("{kubernetes: 'list pods in payments', status: 403}");
    expect((await get('/api/v1/namespaces/payments/pods')).body).toEqual({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: `pods is forbidden: ${user} cannot list resource "pods" in API group "" in the namespace "payments"`,
      reason: 'Forbidden',
      details: { kind: 'pods' },
      code: 403,
    });
    expect((await get('/api/v1/pods')).body).toMatchObject({
      code: 403,
      message: `pods is forbidden: ${user} cannot list resource "pods" in API group "" at the cluster scope`,
    });
    expect((await get('/api/v1/namespaces/shop/pods')).status).toBe(200);
    expect((await get('/api/v1/namespaces/payments/pods/pay-1')).status).toBe(200);
    expect((await get('/api/v1/namespaces/payments/services')).status).toBe(200);
  });

  it.each([
    [
      'get secrets',
      '/api/v1/namespaces/shop/secrets/cart-db',
      `secrets "cart-db" is forbidden: ${user} cannot get resource "secrets" in API group "" in the namespace "shop"`,
    ],
    [
      'list nodes',
      '/api/v1/nodes',
      `nodes is forbidden: ${user} cannot list resource "nodes" in API group "" at the cluster scope`,
    ],
    [
      'get pods/log in shop',
      '/api/v1/namespaces/shop/pods/cart-ok/log',
      `pods "cart-ok" is forbidden: ${user} cannot get resource "pods/log" in API group "" in the namespace "shop"`,
    ],
    [
      'list deployments.apps',
      '/apis/apps/v1/deployments',
      `deployments.apps is forbidden: ${user} cannot list resource "deployments" in API group "apps" at the cluster scope`,
    ],
    [
      'get namespaces in shop',
      '/api/v1/namespaces/shop',
      `namespaces "shop" is forbidden: ${user} cannot get resource "namespaces" in API group "" in the namespace "shop"`,
    ],
  ])('%s', async (rule, path, message) => {
    const { get } = await denying(`{kubernetes: '${rule}', status: 403}`);
    expect((await get(path)).body).toMatchObject({ code: 403, reason: 'Forbidden', message });
  });

  it('may be everything in a namespace, which leaves what is in none and in others', async () => {
    const { get } = await denying("{kubernetes: '* * in payments', status: 403}");
    expect((await get('/api/v1/namespaces/payments/pods/pay-1')).status).toBe(403);
    expect((await get('/api/v1/namespaces/payments')).status).toBe(403);
    expect((await get('/apis/apps/v1/deployments')).status).toBe(403);
    expect((await get('/apis/apps/v1/namespaces/shop/deployments')).status).toBe(200);
    expect((await get('/api/v1/nodes')).status).toBe(200);
    expect((await get('/api/v1/namespaces')).status).toBe(200);
  });

  it.each([
    ['list deploy', '/apis/apps/v1/deployments', 403],
    ['list deployment', '/apis/apps/v1/deployments', 403],
    ['list podmetrics', '/apis/metrics.k8s.io/v1beta1/pods', 403],
    ['list pods', '/apis/metrics.k8s.io/v1beta1/pods', 200],
    ['list pods.metrics.k8s.io', '/apis/metrics.k8s.io/v1beta1/pods', 403],
    ['list events', '/apis/events.k8s.io/v1/events', 403],
    ['get pods/*', '/api/v1/namespaces/shop/pods/cart-ok/log?container=cart', 403],
    ['get pods', '/api/v1/namespaces/shop/pods/cart-ok/log?container=cart', 200],
  ])('%s: %s is %d', async (rule, path, status) => {
    const { get } = await denying(`{kubernetes: '${rule}', status: 403}`);
    expect((await get(path)).status).toBe(status);
  });

  it('is refused where it names no resource', async () => {
    const refused = denying("{kubernetes: 'list nodes', status: 403}", "{kubernetes: 'list podz', status: 403}");
    await expect(refused).rejects.toThrow(/denied\.yaml:2: unknown resource 'podz', did you mean 'pods'\?/);
  });

  it('may answer with another status', async () => {
    const { get } = await denying("{kubernetes: 'list pods', status: 401}", "{kubernetes: 'list nodes', status: 503}");
    expect((await get('/api/v1/pods')).body).toMatchObject({ code: 401, reason: 'Unauthorized' });
    expect((await get('/api/v1/nodes')).body).toMatchObject({ code: 503, reason: 'ServiceUnavailable' });
  });

  it('may be all of it, with no answer until the client gives up', async () => {
    const { url, journal } = await denying('{system: kubernetes, timeout: true}');
    const asked = fetch(`${url}/version`, { signal: AbortSignal.timeout(200) });
    await expect(asked).rejects.toThrow(/timeout/);
    expect(journal.notServed).toEqual([]);
  });
});

describe('access reviews', () => {
  async function may(api: AuthorizationV1Api, resourceAttributes: Record<string, string>): Promise<boolean> {
    const body = {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      spec: { resourceAttributes },
    };
    return (await api.createSelfSubjectAccessReview({ body })).status?.allowed ?? false;
  }

  it('say what the requests themselves would', async () => {
    const { env } = await denying("{kubernetes: 'list pods in payments', status: 403}");
    const config = new KubeConfig();
    config.loadFromFile(env.KUBECONFIG ?? '');
    const api = config.makeApiClient(AuthorizationV1Api);
    expect(await may(api, { verb: 'list', resource: 'pods', namespace: 'shop' })).toBe(true);
    expect(await may(api, { verb: 'list', resource: 'pods', namespace: 'payments' })).toBe(false);
    expect(await may(api, { verb: 'list', resource: 'pods' })).toBe(false);
    expect(await may(api, { verb: 'delete', resource: 'pods', namespace: 'shop' })).toBe(false);
    const body = {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectRulesReview',
      spec: { namespace: 'payments' },
    };
    const { status } = await api.createSelfSubjectRulesReview({ body });
    const core = status?.resourceRules.filter((rule) => rule.apiGroups?.includes('')) ?? [];
    const verbs = (resource: string) =>
      core.filter((rule) => rule.resources?.includes(resource)).map((rule) => rule.verbs);
    expect(verbs('pods')).toEqual([['get', 'watch']]);
    expect(verbs('services')).toEqual([['get', 'list', 'watch']]);
  });
});
