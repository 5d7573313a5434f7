import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pod } from './objects.ts';
import { type Served, serveObjects } from './serve.ts';

const labels: Record<string, Record<string, string>> = {
  'cart-a': { app: 'cart' },
  'cart-b': { app: 'cart', tier: 'back' },
  'pay-a': { app: 'pay', tier: 'front' },
  bare: { team: 'shop' },
};
const names = Object.keys(labels);

/** Every form of the API server's selectors, and the pods that it takes: never all of them. */
const selectors: [selector: string, taken: string[]][] = [
  ['app=cart', ['cart-a', 'cart-b']],
  ['app==pay', ['pay-a']],
  ['app!=pay', ['cart-a', 'cart-b', 'bare']],
  ['app in (pay)', ['pay-a']],
  ['app in (cart, pay)', ['cart-a', 'cart-b', 'pay-a']],
  ['app notin (cart)', ['pay-a', 'bare']],
  ['tier', ['cart-b', 'pay-a']],
  ['!tier', ['cart-a', 'bare']],
  ['app=cart,tier', ['cart-b']],
  ['app=cart,!tier', ['cart-a']],
  ['app in (cart),tier notin (front)', ['cart-a', 'cart-b']],
];

describe('a label selector', () => {
  let served: Served;
  beforeAll(async () => {
    const logs = names.map((name) => [`shop/${name}/app`, `2026-05-12T09:39:01Z INFO this is ${name}\n`]);
    served = await serveObjects(
      names.map((name) => pod(name, { labels: labels[name] ?? {} })),
      { logs: Object.fromEntries(logs) },
    );
  });
  afterAll(() => served.close());

  it.each(selectors)('%s takes the pods that match, and no other', async (selector, taken) => {
    const { text } = await served.call('k8s_get', { kind: 'pods', selector });
    expect(names.filter((name) => text.includes(`Pod/shop/${name}`))).toEqual(taken);
  });

  it.each(selectors)('%s takes the logs of the pods that match, and no other', async (selector, taken) => {
    const { text } = await served.call('k8s_logs', { selector, mode: 'lines' });
    expect(names.filter((name) => text.includes(`INFO this is ${name}`))).toEqual(taken);
  });
});
