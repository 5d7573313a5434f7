import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ServedCluster, serveCase } from './serve-case.ts';
import { shop } from './shop.ts';

let served: ServedCluster;
beforeAll(async () => {
  served = await serveCase(shop);
});
afterAll(() => served.close());

interface ListBody {
  metadata: { resourceVersion: string; continue?: string; remainingItemCount?: number };
  items: { metadata: { name: string } }[];
}

async function list(path: string, query: Record<string, string>): Promise<ListBody> {
  const { status, body } = await served.get(`${path}?${new URLSearchParams(query)}`);
  expect({ status, body }).toHaveProperty('status', 200);
  return body as ListBody;
}

async function names(path: string, query: Record<string, string>): Promise<string[]> {
  return (await list(path, query)).items.map(({ metadata }) => metadata.name);
}

async function refused(path: string, query: Record<string, string>): Promise<{ code: number; message: string }> {
  const { body } = await served.get(`${path}?${new URLSearchParams(query)}`);
  const { code, message } = body as { code: number; message: string };
  return { code, message };
}

const inShop = '/api/v1/namespaces/shop/pods';
const iron = ['cart-crash', 'cart-pending', 'cart-pull'];

describe('a label selector', () => {
  it.each([
    ['tier=gold', ['cart-ok']],
    ['tier==gold', ['cart-ok']],
    ['tier!=gold', iron],
    ['tier in (gold,iron),app=cart', ['cart-crash', 'cart-ok', 'cart-pending', 'cart-pull']],
    ['tier notin (gold)', iron],
    ['zone notin (eu)', ['cart-crash', 'cart-ok', 'cart-pending', 'cart-pull']],
    ['zone!=eu , tier = gold', ['cart-ok']],
    ['tier', ['cart-crash', 'cart-ok', 'cart-pending', 'cart-pull']],
    ['!tier', []],
    ['zone', []],
    ['tier>3', []],
    ['tier=', []],
  ])('%s', async (labelSelector, expected) => {
    expect(await names(inShop, { labelSelector })).toEqual(expected);
  });

  it.each([
    ['tier in gold', "unable to parse requirement: found 'gold' expected: '('"],
    ['=gold', "found '=', expected: !, identifier, or 'end of string'"],
    ['tier=gold iron', "found 'iron', expected: ',' or 'end of string'"],
    ['a=b=c', "found '=', expected: ',' or 'end of string'"],
  ])('%s is refused', async (labelSelector, message) => {
    expect(await refused(inShop, { labelSelector })).toEqual({ code: 400, message });
  });
});

describe('a field selector', () => {
  it.each([
    [inShop, 'metadata.name=cart-ok', ['cart-ok']],
    ['/api/v1/pods', 'metadata.namespace=payments', ['pay-1']],
    ['/api/v1/pods', 'status.phase=Succeeded', ['pay-1']],
    ['/api/v1/pods', 'status.phase!=Running,metadata.namespace!=payments', ['cart-pending', 'cart-pull']],
    [inShop, 'spec.nodeName=', ['cart-pending']],
    ['/api/v1/nodes', 'spec.unschedulable=true', ['node-a']],
    ['/api/v1/events', 'involvedObject.kind=Pod,involvedObject.name=cart-crash', ['cart-crash.1']],
    ['/api/v1/events', 'reason=FailedScheduling,type=Warning', ['cart-pending.1']],
    ['/api/v1/events', 'source=default-scheduler', ['cart-pending.1']],
    ['/apis/events.k8s.io/v1/events', 'regarding.name=cart-pending', ['cart-pending.1']],
    ['/api/v1/secrets', 'type=Opaque', ['cart-db']],
  ])('%s?%s', async (path, fieldSelector, expected) => {
    expect(await names(path, { fieldSelector })).toEqual(expected);
  });

  it.each([
    [inShop, 'spec.image=a', 'field label not supported: spec.image'],
    ['/api/v1/nodes', 'metadata.namespace=a', 'field label not supported: metadata.namespace'],
    [
      '/apis/apps/v1/deployments',
      'spec.replicas=4',
      '"spec.replicas" is not a known field selector: only "metadata.name", "metadata.namespace"',
    ],
    [inShop, 'nonsense', "invalid selector: 'nonsense'; can't understand 'nonsense'"],
  ])('%s?%s is refused', async (path, fieldSelector, message) => {
    expect(await refused(path, { fieldSelector })).toEqual({ code: 400, message });
  });
});

describe('pages', () => {
  it('bring every object once, with the number of those that are left', async () => {
    const first = await list('/api/v1/pods', { limit: '2' });
    expect(first.items.map(({ metadata }) => metadata.name)).toEqual(['pay-1', 'cart-crash']);
    expect(first.metadata.remainingItemCount).toBe(3);
    const second = await list('/api/v1/pods', { limit: '2', continue: first.metadata.continue ?? '' });
    expect(second.items.map(({ metadata }) => metadata.name)).toEqual(['cart-ok', 'cart-pending']);
    expect(second.metadata).toMatchObject({ remainingItemCount: 1, resourceVersion: first.metadata.resourceVersion });
    const third = await list('/api/v1/pods', { limit: '2', continue: second.metadata.continue ?? '' });
    expect(third.items.map(({ metadata }) => metadata.name)).toEqual(['cart-pull']);
    expect(third.metadata).not.toHaveProperty('continue');
  });

  it('do not count what a selector leaves', async () => {
    const first = await list(inShop, { limit: '1', labelSelector: 'tier=iron' });
    expect(first.metadata).not.toHaveProperty('remainingItemCount');
    const rest = await names(inShop, { labelSelector: 'tier=iron', continue: first.metadata.continue ?? '' });
    expect([first.items[0]?.metadata.name, ...rest]).toEqual(iron);
  });

  it('come whole from the cache that revision 0 asks for', async () => {
    expect(await names(inShop, { limit: '1', resourceVersion: '0' })).toHaveLength(4);
  });

  it('refuse a token that is none, and say that an old one has expired', async () => {
    expect(await refused(inShop, { continue: '?' })).toEqual({
      code: 400,
      message: expect.stringMatching(/^invalid continue token/),
    });
    const old = Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', rv: 1, start: 'cart-ok\u0000' })).toString(
      'base64url',
    );
    const expired = await refused(inShop, { continue: old, limit: '1' });
    expect(expired).toMatchObject({ code: 410 });
    expect(expired.message).toMatch(/^The provided continue parameter is too old/);
    expect(await refused(inShop, { limit: 'x' })).toMatchObject({ code: 400 });
  });
});
