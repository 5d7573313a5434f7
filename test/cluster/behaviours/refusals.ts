import { expect, it } from '@jest/globals';
import { record, text } from '../../estate/kubernetes/fields.ts';
import type { ApiClient } from '../api-client.ts';
import { names, reader } from './words.ts';

/** What is not there, what is not permitted, and who is told so. */
export function refuses(api: () => ApiClient): void {
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
