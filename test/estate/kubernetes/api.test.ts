import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AppsV1Api, CoreV1Api, CustomObjectsApi, EventsV1Api, KubeConfig, VersionApi } from '@kubernetes/client-node';
import { type ServedCluster, serveCase } from './serve-case.ts';
import { shop } from './shop.ts';

let served: ServedCluster;
let config: KubeConfig;

beforeAll(async () => {
  served = await serveCase(shop);
  config = new KubeConfig();
  config.loadFromFile(served.env.KUBECONFIG ?? '');
});
afterAll(() => served.close());

describe("Kubernetes' own client", () => {
  it('reads the version, and objects by name', async () => {
    expect((await config.makeApiClient(VersionApi).getCode()).gitVersion).toBe('v1.34.3');
    const deployment = await config
      .makeApiClient(AppsV1Api)
      .readNamespacedDeployment({ name: 'cart', namespace: 'shop' });
    expect(deployment.status?.readyReplicas).toBe(1);
  });

  it('lists across namespaces and in one, in the order of storage', async () => {
    const core = config.makeApiClient(CoreV1Api);
    const names = (items: { metadata?: { name?: string } }[]) => items.map((item) => item.metadata?.name);
    expect(names((await core.listPodForAllNamespaces()).items)).toEqual([
      'pay-1',
      'cart-crash',
      'cart-ok',
      'cart-pending',
      'cart-pull',
    ]);
    expect(names((await core.listNamespacedPod({ namespace: 'payments' })).items)).toEqual(['pay-1']);
    expect((await core.listNamespacedPod({ namespace: 'nowhere' })).items).toEqual([]);
  });

  it('sees an event in both of its forms, whichever the case has', async () => {
    const core = await config.makeApiClient(CoreV1Api).listNamespacedEvent({ namespace: 'shop' });
    expect(core.items.map((event) => [event.involvedObject.name, event.message, event.reportingComponent])).toEqual([
      ['cart-crash', 'Back-off restarting failed container', undefined],
      ['cart-pending', '0/1 nodes are available: 1 Insufficient cpu.', 'default-scheduler'],
    ]);
    const newer = await config.makeApiClient(EventsV1Api).listNamespacedEvent({ namespace: 'shop' });
    expect(newer.items.map((event) => [event.regarding?.name, event.note, event.deprecatedCount])).toEqual([
      ['cart-crash', 'Back-off restarting failed container', 12],
      ['cart-pending', '0/1 nodes are available: 1 Insufficient cpu.', undefined],
    ]);
  });

  it('reads custom objects, with and without a definition', async () => {
    const custom = config.makeApiClient(CustomObjectsApi);
    const at = { group: 'argoproj.io', version: 'v1alpha1', namespace: 'shop', plural: 'rollouts' };
    expect(await custom.listNamespacedCustomObject(at)).toMatchObject({
      kind: 'RolloutList',
      items: [{ kind: 'Rollout', metadata: { name: 'cart' } }],
    });
    const policy = {
      group: 'example.com',
      version: 'v1',
      namespace: 'shop',
      plural: 'backuppolicies',
      name: 'nightly',
    };
    expect(await custom.getNamespacedCustomObject(policy)).toMatchObject({ kind: 'BackupPolicy' });
  });
});

describe('the wire', () => {
  it('leaves version and kind out of the items of typed lists', async () => {
    const { body, type } = await served.get('/api/v1/namespaces/shop/services');
    expect(type).toBe('application/json');
    expect(body).toMatchObject({ kind: 'ServiceList', apiVersion: 'v1', metadata: { resourceVersion: '4711' } });
    expect(body).toHaveProperty('items.0.metadata.name', 'cart');
    expect(body).not.toHaveProperty('items.0.kind');
  });

  it('serves an autoscaler in both versions', async () => {
    const { body } = await served.get('/apis/autoscaling/v1/namespaces/shop/horizontalpodautoscalers/cart');
    expect(body).toMatchObject({ apiVersion: 'autoscaling/v1', spec: { targetCPUUtilizationPercentage: 80 } });
    expect(body).not.toHaveProperty('spec.metrics');
  });

  it.each([
    ['/api/v1/namespaces/shop/pods/nope', 404, 'NotFound', 'pods "nope" not found', { name: 'nope', kind: 'pods' }],
    [
      '/apis/apps/v1/namespaces/shop/deployments/nope',
      404,
      'NotFound',
      'deployments.apps "nope" not found',
      { name: 'nope', group: 'apps', kind: 'deployments' },
    ],
  ])('words a missing object at %s as the API server does', async (path, code, reason, message, details) => {
    const { status, body } = await served.get(path);
    expect(status).toBe(code);
    const head = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure' };
    expect(body).toEqual({ ...head, message, reason, details, code });
  });

  it.each([
    '/api/v1/foos',
    '/api/v1/pods/cart-ok',
    '/api/v1/namespaces/shop/nodes',
    '/api/v1/namespaces/shop/pods/cart-ok/nope',
    '/apis/apps/v9',
  ])('answers %s, of a group that is served, with a Status', async (path) => {
    const { status, body } = await served.get(path);
    expect(status).toBe(404);
    expect(body).toMatchObject({ message: 'the server could not find the requested resource', details: {} });
  });

  it.each(['/apis/nope.io/v1/things', '/apis/nope.io', '/nope'])(
    'answers %s with the plain text of a missing route',
    async (path) => {
      expect(await served.get(path)).toMatchObject({ status: 404, text: '404 page not found\n' });
    },
  );

  it.each([
    ['GET', '/api/v1/pods?watch=true'],
    ['GET', '/api/v1/watch/pods'],
    ['GET', '/api/v1/pods?labelSelectr=a'],
    ['GET', '/api/v1/namespaces/shop/pods/cart-ok/log?stream=Stdout'],
    ['GET', '/openapi/v2'],
    ['DELETE', '/api/v1/namespaces/shop/pods/cart-ok'],
    ['PATCH', '/apis/apps/v1/namespaces/shop/deployments/cart'],
    ['POST', '/api/v1/namespaces/shop/pods'],
  ])('says that it does not serve %s %s', async (method, path) => {
    const before = served.journal.notServed.length;
    expect((await fetch(served.url + path, { method })).status).toBe(501);
    expect(served.journal.notServed).toHaveLength(before + 1);
  });

  it('takes JSON wherever an Accept header allows it, and nothing else', async () => {
    const lenient = 'application/vnd.kubernetes.protobuf,application/json';
    expect((await served.get('/api/v1/nodes', lenient)).type).toBe('application/json');
    expect((await served.get('/api/v1/nodes', 'application/vnd.kubernetes.protobuf')).status).toBe(501);
    const refused = await served.get('/api/v1/nodes', 'text/html');
    expect(refused.status).toBe(406);
    expect(refused.body).toMatchObject({ reason: 'NotAcceptable' });
  });

  it('gives metadata alone where that is asked for', async () => {
    const as = (form: string) => `application/json;as=${form};g=meta.k8s.io;v=v1`;
    const { body } = await served.get('/api/v1/namespaces/shop/pods', as('PartialObjectMetadataList'));
    expect(body).toMatchObject({
      kind: 'PartialObjectMetadataList',
      apiVersion: 'meta.k8s.io/v1',
      items: [{ kind: 'PartialObjectMetadata', metadata: { name: 'cart-crash' } }, {}, {}, {}],
    });
    expect(body).not.toHaveProperty('items.0.spec');
    const one = await served.get('/api/v1/namespaces/shop/pods/cart-ok', as('PartialObjectMetadata'));
    expect(one.body).toHaveProperty('kind', 'PartialObjectMetadata');
  });
});

describe('discovery', () => {
  it('says the same in one document as in many', async () => {
    const aggregate = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';
    for (const root of ['/api', '/apis']) {
      const { body, type } = await served.get(root, `${aggregate},application/json`);
      expect(type).toBe(aggregate);
      const { items } = body as {
        items: { metadata: { name?: string }; versions: { version: string; resources: { resource: string }[] }[] }[];
      };
      expect(items.length).toBeGreaterThan(0);
      for (const { metadata, versions } of items) {
        for (const { version, resources } of versions) {
          const { body: single } = await served.get(`${root}${metadata.name ? `/${metadata.name}` : ''}/${version}`);
          const names = (single as { resources: { name: string }[] }).resources.map(({ name }) => name);
          expect(names.filter((name) => !name.includes('/'))).toEqual(resources.map(({ resource }) => resource).sort());
        }
      }
    }
  });

  it('knows the groups of custom objects and of metrics', async () => {
    const { body } = await served.get('/apis');
    const names = (body as { groups: { name: string }[] }).groups.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['apps', 'argoproj.io', 'example.com', 'metrics.k8s.io']));
    expect((await served.get('/apis/argoproj.io/v1alpha1')).body).toMatchObject({
      resources: [{ name: 'rollouts', kind: 'Rollout', namespaced: true, shortNames: ['ro'] }],
    });
  });

  it('prefers the newer autoscaler and lists the log of pods', async () => {
    expect((await served.get('/apis/autoscaling')).body).toMatchObject({ preferredVersion: { version: 'v2' } });
    const { body } = await served.get('/api/v1');
    expect((body as { resources: unknown[] }).resources).toContainEqual({
      name: 'pods/log',
      singularName: '',
      namespaced: true,
      kind: 'Pod',
      verbs: ['get'],
    });
  });
});
