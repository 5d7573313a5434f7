import { expect, it } from '@jest/globals';
import { list, record, text } from '../../estate/kubernetes/fields.ts';
import type { ApiClient } from '../api-client.ts';

/** Logs by every parameter, events by both APIs, maps in order. */
export function serves(api: () => ApiClient): void {
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
