import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { kubernetesServer } from '../../mcp-servers/kubernetes/server.ts';
import { list, record, text } from '../estate/kubernetes/fields.ts';
import { type Connected, connectInMemory } from '../mcp-servers/connect.ts';
import type { Answer, ApiClient } from './api-client.ts';
import { clientOf } from './kubeconfig-client.ts';
import { now } from './world.ts';

/** An API server with the world in it, asked by the account that reader.yaml makes. */
export interface Place {
  kubeconfig: string;
  close(): Promise<void>;
}

/** `reader`: as reader.yaml says. `not payments`: the same, and no listing of pods in payments. */
export type Permitted = 'reader' | 'not payments';

/** What a Kubernetes API server does and what the tools make of it; true of the estate and of a real control plane. */
export function behavesAsKubernetes(start: (permitted: Permitted) => Promise<Place>, timeoutMs: number): void {
  describe('to its reader', () => {
    let place: Place;
    let api: ApiClient;
    let tools: Connected;
    beforeAll(async () => {
      place = await start('reader');
      api = clientOf(place.kubeconfig);
      tools = await connectInMemory(kubernetesServer({ KUBECONFIG: place.kubeconfig }), () => new Date(now));
    }, timeoutMs);
    afterAll(async () => {
      await tools?.close();
      await api?.close();
      await place?.close();
    });

    discovers(() => api);
    selectsAndPages(() => api);
    refuses(() => api);
    serves(() => api);
    answersTools(() => tools);
  });

  describe('to a reader that may not list pods in payments', () => {
    let place: Place;
    let api: ApiClient;
    let tools: Connected;
    beforeAll(async () => {
      place = await start('not payments');
      api = clientOf(place.kubeconfig);
      tools = await connectInMemory(kubernetesServer({ KUBECONFIG: place.kubeconfig }), () => new Date(now));
    }, timeoutMs);
    afterAll(async () => {
      await tools?.close();
      await api?.close();
      await place?.close();
    });

    it('refuses the list of all namespaces with it, and serves the others', async () => {
      const whole = await api.ask('GET', '/api/v1/pods');
      expect(whole.body).toMatchObject({
        message: `pods is forbidden: ${reader} cannot list resource "pods" in API group "" at the cluster scope`,
        reason: 'Forbidden',
        code: 403,
      });
      expect(names(await api.ask('GET', '/api/v1/namespaces/shop/pods'))).toHaveLength(3);
    });

    it('triage reads the rest and names what it may not', async () => {
      const { text: said, structured } = await tools.call('k8s_triage');
      expect(structured.notChecked).toEqual(['list pods in payments (403: verb list on pods)']);
      expect(said).toContain('Pod/shop/cart-1-b');
    });

    it('k8s_get names the verb and where it is missing', async () => {
      const { structured } = await tools.call('k8s_get', { kind: 'pods', namespace: 'payments' });
      expect(structured.error).toMatchObject({ code: 'forbidden', hint: 'grant list on pods in payments' });
    });
  });
}

const reader = 'User "system:serviceaccount:sre-agent:reader"';

const names = ({ body }: Answer): string[] => list(body, 'items').map((item) => text(item, 'metadata.name'));

function discovers(api: () => ApiClient): void {
  it('discovers kinds with short names, scope, verbs and subresources', async () => {
    const { body } = await api().ask('GET', '/api/v1');
    const pods = list(body, 'resources').filter((resource) => /^pods(\/log)?$/.test(text(resource, 'name')));
    expect(pods).toMatchObject([
      {
        name: 'pods',
        singularName: 'pod',
        namespaced: true,
        kind: 'Pod',
        shortNames: ['po'],
        categories: ['all'],
        verbs: ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'],
      },
      { name: 'pods/log', singularName: '', namespaced: true, kind: 'Pod', verbs: ['get'] },
    ]);
  });

  it('discovers a custom kind', async () => {
    const { body } = await api().ask('GET', '/apis/example.com/v1');
    expect(list(body, 'resources')[0]).toMatchObject({ name: 'widgets', kind: 'Widget', shortNames: ['wd'] });
  });

  it('says its version', async () => {
    const { body } = await api().ask('GET', '/version');
    expect(body).toMatchObject({ major: '1', minor: '34' });
  });
}

function selectsAndPages(api: () => ApiClient): void {
  const pods = '/api/v1/namespaces/shop/pods';

  it.each([
    ['labelSelector=app=cart', ['cart-1-a', 'cart-1-b']],
    ['labelSelector=app==cart,tier!=gold', ['cart-1-b']],
    ['labelSelector=app in (gate, pay)', ['gate-1-a']],
    ['labelSelector=tier notin (gold)', ['cart-1-b', 'gate-1-a']],
    ['labelSelector=tier', ['cart-1-a', 'cart-1-b']],
    ['labelSelector=!tier', ['gate-1-a']],
    ['fieldSelector=metadata.name=cart-1-a', ['cart-1-a']],
    ['fieldSelector=status.phase!=Running', []],
    ['fieldSelector=spec.nodeName=node-a&labelSelector=app=gate', ['gate-1-a']],
  ])('selects by %s', async (query, expected) => {
    expect(names(await api().ask('GET', `${pods}?${encodeURI(query)}`))).toEqual(expected);
  });

  it.each([
    'labelSelector=app in cart',
    'labelSelector=a b',
    'fieldSelector=spec.colour=red',
    'fieldSelector=status.phase',
  ])('refuses %s', async (query) => {
    const { status, body } = await api().ask('GET', `${pods}?${encodeURI(query)}`);
    expect([status, text(body, 'reason')]).toEqual([400, 'BadRequest']);
  });

  it.each([
    [
      'resourceVersion=x',
      400,
      'invalid resource version: resourceVersion: Invalid value: "x": strconv.ParseUint: parsing "x": invalid syntax',
    ],
    ['timeoutSeconds=x', 400, 'strconv.ParseInt: parsing "x": invalid syntax'],
    ['limit=x', 400, 'strconv.ParseInt: parsing "x": invalid syntax'],
    [
      'resourceVersionMatch=Exact',
      422,
      'ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided',
    ],
  ])('refuses a list with %s', async (query, code, message) => {
    expect((await api().ask('GET', `${pods}?${query}`)).body).toMatchObject({ code, message });
  });

  it('pages, and says how many are left', async () => {
    const first = await api().ask('GET', `${pods}?limit=2`);
    expect(names(first)).toEqual(['cart-1-a', 'cart-1-b']);
    const metadata = record(first.body, 'metadata');
    expect(metadata.remainingItemCount).toBe(1);
    const rest = await api().ask('GET', `${pods}?limit=2&continue=${metadata.continue}`);
    expect(names(rest)).toEqual(['gate-1-a']);
    expect(text(rest.body, 'metadata.continue')).toBe('');
    const selected = await api().ask('GET', `${pods}?limit=1&labelSelector=app%3Dcart`);
    expect(record(selected.body, 'metadata').remainingItemCount).toBeUndefined();
  });

  it.each([
    ['abc', /^invalid character '.' looking for beginning of value$/],
    ['e30', /^server does not recognize this encoded version $/],
    ['***', /^illegal base64 data at input byte 0$/],
  ])('refuses the token %s', async (token, why) => {
    const { status, body } = await api().ask('GET', `${pods}?limit=2&continue=${token}`);
    const [, said = ''] = /^invalid continue token: continue key is not valid: (.*)$/.exec(text(body, 'message')) ?? [];
    expect([status, said]).toEqual([400, expect.stringMatching(why)]);
  });
}

function refuses(api: () => ApiClient): void {
  it.each([
    [
      '/api/v1/namespaces/shop/pods/nope',
      { message: 'pods "nope" not found', reason: 'NotFound', details: { name: 'nope', kind: 'pods' }, code: 404 },
    ],
    [
      '/apis/apps/v1/namespaces/shop/deployments/nope',
      {
        message: 'deployments.apps "nope" not found',
        reason: 'NotFound',
        details: { name: 'nope', group: 'apps', kind: 'deployments' },
        code: 404,
      },
    ],
    [
      '/api/v1/namespaces/nowhere',
      {
        message: 'namespaces "nowhere" not found',
        reason: 'NotFound',
        details: { name: 'nowhere', kind: 'namespaces' },
        code: 404,
      },
    ],
    [
      '/api/v1/namespaces/shop/secrets',
      {
        message: `secrets is forbidden: ${reader} cannot list resource "secrets" in API group "" in the namespace "shop"`,
        reason: 'Forbidden',
        details: { kind: 'secrets' },
        code: 403,
      },
    ],
    [
      '/api/v1/namespaces/shop/secrets/gate',
      {
        message: `secrets "gate" is forbidden: ${reader} cannot get resource "secrets" in API group "" in the namespace "shop"`,
        reason: 'Forbidden',
        details: { name: 'gate', kind: 'secrets' },
        code: 403,
      },
    ],
    [
      '/api/v1/secrets',
      {
        message: `secrets is forbidden: ${reader} cannot list resource "secrets" in API group "" at the cluster scope`,
        reason: 'Forbidden',
        details: { kind: 'secrets' },
        code: 403,
      },
    ],
  ])('answers %s with a Status', async (path, status) => {
    const { body } = await api().ask('GET', path);
    expect(body).toEqual({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', ...status });
  });

  it('has nothing in a namespace that does not exist', async () => {
    expect(names(await api().ask('GET', '/api/v1/namespaces/nowhere/pods'))).toEqual([]);
  });

  it('answers a group that it does not serve in plain text', async () => {
    const { status, body } = await api().ask('GET', '/apis/nope.example/v1');
    expect([status, body]).toEqual([404, '404 page not found\n']);
  });

  it.each([
    '/api/v2',
    '/api/v1/pods/cart-1-a',
    '/api/v1/namespaces/shop/nodes',
    '/apis/apps/v9',
    '/apis/apps/v9/deployments',
  ])('answers %s, of a group that it serves, with a Status', async (path) => {
    expect((await api().ask('GET', path)).body).toEqual({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: 'the server could not find the requested resource',
      reason: 'NotFound',
      details: {},
      code: 404,
    });
  });

  it.each([
    [{ verb: 'list', resource: 'pods', namespace: 'shop' }, true],
    [{ verb: 'get', resource: 'pods', subresource: 'log', namespace: 'shop' }, true],
    [{ verb: 'list', resource: 'secrets', namespace: 'shop' }, false],
    [{ verb: 'get', resource: 'secrets', namespace: 'shop' }, false],
    [{ verb: 'delete', resource: 'pods', namespace: 'shop' }, false],
    [{ verb: 'create', resource: 'pods', subresource: 'exec', namespace: 'shop' }, false],
  ])('reviews %j as %s', async (resourceAttributes, allowed) => {
    const review = { kind: 'SelfSubjectAccessReview', apiVersion: 'authorization.k8s.io/v1' };
    const { body } = await api().ask('POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', {
      ...review,
      spec: { resourceAttributes },
    });
    expect(record(body, 'status').allowed).toBe(allowed);
  });

  it('says who asks', async () => {
    const { body } = await api().ask('POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews', {
      kind: 'SelfSubjectReview',
      apiVersion: 'authentication.k8s.io/v1',
    });
    expect(text(body, 'status.userInfo.username')).toBe('system:serviceaccount:sre-agent:reader');
    expect(record(body, 'status.userInfo').groups).toEqual([
      'system:serviceaccounts',
      'system:serviceaccounts:sre-agent',
      'system:authenticated',
    ]);
  });
}

function serves(api: () => ApiClient): void {
  const log = (query: string, pod = 'cart-1-a') => api().ask('GET', `/api/v1/namespaces/shop/pods/${pod}/log?${query}`);

  it.each([
    ['', 'INFO served 1\nERROR lost the cart of anna\nINFO served 2 äöü\n'],
    ['tailLines=1', 'INFO served 2 äöü\n'],
    ['tailLines=0', ''],
    ['tailLines=2&timestamps=true&limitBytes=40', '2026-05-12T09:39:03.250000000Z ERROR los'],
    ['sinceTime=2026-05-12T09:39:03Z', 'ERROR lost the cart of anna\nINFO served 2 äöü\n'],
    ['sinceTime=2026-05-12T09:39:05Z&timestamps=true', '2026-05-12T09:39:05.500000000Z INFO served 2 äöü\n'],
    ['tailLines=1&sinceTime=2026-05-12T09:39:01Z', 'INFO served 2 äöü\n'],
    ['limitBytes=5', 'INFO '],
  ])('reads a log with %s', async (query, expected) => {
    expect((await log(query)).body).toBe(expected);
  });

  it('reads the run before', async () => {
    expect((await log('previous=true', 'cart-1-b')).body).toBe('INFO starting\nFATAL no configuration\n');
  });

  it.each([
    ['', 'gate-1-a', 'a container name must be specified for pod gate-1-a, choose one of: [proxy gate]'],
    ['container=nope', 'gate-1-a', 'container nope is not valid for pod gate-1-a'],
  ])('refuses a log with %s of %s', async (query, pod, message) => {
    expect((await log(query, pod)).body).toMatchObject({ message, reason: 'BadRequest', code: 400 });
  });

  it.each([
    ['tailLines=-1', 'tailLines: Invalid value: -1: must be greater than or equal to 0'],
    ['limitBytes=0', 'limitBytes: Invalid value: 0: must be greater than 0'],
    ['sinceSeconds=0', 'sinceSeconds: Invalid value: 0: must be greater than 0'],
    [
      'sinceSeconds=5&sinceTime=2026-05-12T09:39:03Z',
      '[]: Forbidden: at most one of `sinceTime` or `sinceSeconds` may be specified',
    ],
  ])('refuses a log with %s', async (query, why) => {
    const { body } = await log(query);
    expect(body).toMatchObject({ reason: 'Invalid', code: 422 });
    expect(text(body, 'message')).toBe(`PodLogOptions "cart-1-a" is invalid: ${why}`);
  });

  it('refuses the log of an unknown pod', async () => {
    expect((await log('', 'nope')).body).toMatchObject({ message: 'pods "nope" not found', code: 404 });
  });

  it('writes maps by key, whatever order they came in', async () => {
    const { body } = await api().ask('GET', '/api/v1/namespaces/shop/configmaps/cart');
    expect(JSON.stringify(record(body, 'data'))).toBe('{"pool":"5","timeout":"30"}');
  });

  it('has one set of events behind two APIs', async () => {
    const query = 'fieldSelector=involvedObject.name%3Dcart-1-b';
    const old = await api().ask('GET', `/api/v1/namespaces/shop/events?${query}`);
    expect(list(old.body, 'items')).toMatchObject([
      { reason: 'BackOff', count: 3, involvedObject: { name: 'cart-1-b' }, lastTimestamp: '2026-05-12T09:38:00Z' },
    ]);
    const current = await api().ask('GET', '/apis/events.k8s.io/v1/namespaces/shop/events');
    expect(list(current.body, 'items')).toMatchObject([
      { reason: 'BackOff', deprecatedCount: 3, regarding: { name: 'cart-1-b' } },
    ]);
  });
}

function answersTools(tools: () => Connected): void {
  it('triage finds the crash and its last words', async () => {
    const { text: said, structured } = await tools().call('k8s_triage');
    expect(structured.notChecked).toEqual([]);
    expect(list(structured, 'findings')[0]).toMatchObject({
      object: 'Deployment/shop/cart',
      category: 'application-crash',
      evidence: [
        'Pod/shop/cart-1-b container cart: exit code 1 (Error), restarts 5',
        '2026-05-12T09:37:59Z FATAL no configuration',
      ],
    });
    expect(said).toContain('FATAL no configuration');
  });

  it('k8s_get lists kinds of every sort', async () => {
    for (const kind of ['po', 'Deployment', 'wd', 'widgets.example.com', 'crd', 'roles', 'events.events.k8s.io']) {
      const { text: said, isError } = await tools().call('k8s_get', { kind });
      expect([kind, isError, said.split('\n')[0]]).toEqual([kind, false, expect.stringMatching(/^\d+ \w+/)]);
    }
  });

  it('k8s_get joins a pod with its owners and events', async () => {
    const { text: said } = await tools().call('k8s_get', { kind: 'pod', name: 'cart-1-b' });
    expect(said).toContain('owner: ReplicaSet/shop/cart-1 <- Deployment/shop/cart');
    expect(said).toContain('event Warning BackOff x3, last 2026-05-12T09:38:00Z');
  });

  it('k8s_get lists what runs', async () => {
    const { structured } = await tools().call('k8s_get', { kind: 'workloads' });
    expect(structured.notChecked).toEqual([]);
    expect(list(structured, 'inventory').map((item) => text(item, 'object'))).toEqual([
      'Deployment/payments/pay',
      'Deployment/shop/cart',
      'Deployment/shop/gate',
    ]);
  });

  it.each([
    [{ kind: 'deploymnt' }, 'not_found', 'deployment'],
    [{ kind: 'pod', name: 'cart-1-z' }, 'not_found', 'Pod/shop/cart-1-a'],
    [{ kind: 'pods', namespace: 'shp' }, 'not_found', 'nearest: shop'],
    [{ kind: 'pods', selector: 'a b' }, 'invalid_arguments', ''],
    [{ kind: 'secrets' }, 'forbidden', 'grant list on secrets in the cluster'],
    [{ kind: 'secrets', namespace: 'shop' }, 'forbidden', 'grant list on secrets in shop'],
  ])('k8s_get answers %j with %s and what to do', async (args, code, hint) => {
    const { isError, structured } = await tools().call('k8s_get', args);
    expect(isError).toBe(true);
    expect(structured.error).toMatchObject({ code });
    expect(JSON.stringify(structured.error)).toContain(hint);
  });

  it('k8s_logs merges the pods of a workload', async () => {
    const { text: said } = await tools().call('k8s_logs', { workload: 'deployment/cart', mode: 'lines' });
    const lines = said.split('\n').filter((line) => /^2026/.test(line));
    expect(lines).toEqual([
      '2026-05-12T09:37:58Z [cart-1-b/cart (previous)] INFO starting',
      '2026-05-12T09:37:59Z [cart-1-b/cart (previous)] FATAL no configuration',
      '2026-05-12T09:39:01Z [cart-1-a/cart] INFO served 1',
      '2026-05-12T09:39:03.250Z [cart-1-a/cart] ERROR lost the cart of anna',
      '2026-05-12T09:39:05.500Z [cart-1-a/cart] INFO served 2 äöü',
    ]);
  });

  it('k8s_logs reads a container by name and an empty log', async () => {
    const named = await tools().call('k8s_logs', { pod: 'gate-1-a', container: 'gate', mode: 'lines' });
    expect(named.text).toContain('gate speaks');
    const empty = await tools().call('k8s_logs', { pod: 'pay-1-a' });
    expect([empty.isError, empty.text]).toEqual([false, expect.stringContaining('0 lines read')]);
  });

  it('k8s_events groups what happened', async () => {
    const { text: said } = await tools().call('k8s_events', { object: 'Pod/cart-1-b' });
    expect(said).toContain('Warning BackOff Pod/shop/cart-1-b x3');
  });
}
