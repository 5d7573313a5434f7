import { describe, expect, it } from '@jest/globals';
import { deployment, findingsIn, object, pod, service } from './objects.ts';

/** A pod whose init container `wait` asks for a host; `own` is what the program itself logs where the wait is over. */
const waiting = (host: string, { over = false } = {}) => {
  const state = over ? { terminated: { exitCode: 0 } } : { running: { startedAt: '2026-05-12T09:10:00Z' } };
  const blocked = { state: { waiting: { reason: 'PodInitializing' } } };
  const one = pod('cart-1-a', {
    of: 'cart',
    ready: false,
    ...(!over && { status: blocked }),
    spec: { initContainers: [{ name: 'wait', image: 'busybox' }] },
    podStatus: {
      phase: over ? 'Running' : 'Pending',
      initContainerStatuses: [{ name: 'wait', restartCount: 0, state }],
    },
  });
  const lines = [30, 35, 40].map((at) => `2026-05-12T09:39:${at}Z nc: bad address '${host}'\n`).join('');
  return findingsIn(
    [
      ...deployment('cart', { wanted: 1, ready: 0 }),
      one,
      object('Namespace', 'shop', {}, null),
      service('orders-queue', { app: 'queue' }),
      ...deployment('queue'),
      pod('queue-1-a', { of: 'queue' }),
    ],
    { logs: { [`cart-1-a/${over ? 'app' : 'wait'}`]: lines } },
  );
};

describe('what asks for a Service that does not exist', () => {
  it('is an init container that never ends, named with the host and the nearest Service', () => {
    const found = waiting('order-queue').filter(({ category }) => category === 'init-container-failing');
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ object: 'Deployment/shop/cart', severity: 'critical' });
    expect(found[0]?.title).toContain('init container wait waits, and never ends: it asks for host "order-queue"');
    expect(found[0]?.title).toContain('the nearest is Service "orders-queue"');
  });

  it('is bad configuration where the program itself asks', () => {
    const categories = waiting('order-queue', { over: true }).map(({ category }) => category);
    expect(categories).toContain('bad-configuration');
    expect(categories).not.toContain('init-container-failing');
  });

  it('is a matter of names where the Service exists', () => {
    const found = waiting('orders-queue');
    expect(found.some(({ title }) => title.includes('no Service of that name'))).toBe(false);
  });
});
