import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ServedCluster, serveCase } from './serve-case.ts';
import { shop } from './shop.ts';

let served: ServedCluster;
beforeAll(async () => {
  served = await serveCase(shop);
});
afterAll(() => served.close());

async function log(pod: string, query: string): Promise<string> {
  const { status, type, text } = await served.get(`/api/v1/namespaces/shop/pods/${pod}/log?${query}`);
  expect({ status, type, text }).toMatchObject({ status: 200, type: 'text/plain' });
  return text;
}

async function refused(pod: string, query: string): Promise<[number, string]> {
  const { body } = await served.get(`/api/v1/namespaces/shop/pods/${pod}/log?${query}`);
  const { code, message } = body as { code: number; message: string };
  return [code, message];
}

describe('the log of a container', () => {
  it.each([
    ['container=cart', 'listening\nGET /cart 200\nGET /cart 500 äöü\n'],
    ['container=cart&timestamps=true&tailLines=1', '2026-05-12T09:39:59Z GET /cart 500 äöü\n'],
    ['container=cart&tailLines=0', ''],
    ['container=cart&tailLines=2', 'GET /cart 200\nGET /cart 500 äöü\n'],
    ['container=cart&sinceSeconds=60', 'GET /cart 200\nGET /cart 500 äöü\n'],
    ['container=cart&sinceSeconds=59', 'GET /cart 500 äöü\n'],
    ['container=cart&sinceTime=2026-05-12T09:39:30Z', 'GET /cart 500 äöü\n'],
    ['container=cart&tailLines=3&sinceSeconds=30', 'GET /cart 500 äöü\n'],
    ['container=cart&limitBytes=12', 'listening\nGE'],
    ['container=cart&follow=true&insecureSkipTLSVerifyBackend=true&tailLines=1', 'GET /cart 500 äöü\n'],
    ['container=cart&timestamps=false&previous=false&tailLines=1', 'GET /cart 500 äöü\n'],
    ['container=proxy', ''],
    ['container=migrate', ''],
  ])('?%s', async (query, expected) => {
    expect(await log('cart-ok', query)).toBe(expected);
  });

  it('is that of the run before while the container waits to start again', async () => {
    expect(await log('cart-crash', '')).toBe('panic: pool exhausted\n');
    expect(await log('cart-crash', 'previous=true&container=cart')).toBe('panic: pool exhausted\n');
  });

  it('is empty where no node runs the pod', async () => {
    expect(await log('cart-pending', '')).toBe('');
  });

  it.each([
    ['nope', '', 404, 'pods "nope" not found'],
    ['cart-ok', '', 400, 'a container name must be specified for pod cart-ok, choose one of: [migrate cart proxy]'],
    ['cart-ok', 'container=nope', 400, 'container nope is not valid for pod cart-ok'],
    ['cart-ok', 'container=cart&previous=true', 400, 'previous terminated container "cart" in pod "cart-ok" not found'],
    ['cart-pull', '', 400, 'container "cart" in pod "cart-pull" is waiting to start: trying and failing to pull image'],
    ['cart-crash', 'tailLines=x', 400, 'strconv.ParseInt: parsing "x": invalid syntax'],
    [
      'cart-crash',
      'tailLines=-1',
      422,
      'PodLogOptions "cart-crash" is invalid: tailLines: Invalid value: -1: must be greater than or equal to 0',
    ],
    [
      'cart-crash',
      'limitBytes=0&sinceSeconds=0',
      422,
      'PodLogOptions "cart-crash" is invalid: [limitBytes: Invalid value: 0: must be greater than 0, ' +
        'sinceSeconds: Invalid value: 0: must be greater than 0]',
    ],
  ])('%s?%s is refused in the words of the API server', async (pod, query, code, message) => {
    expect(await refused(pod, query)).toEqual([code, message]);
  });
});
