import { describe, expect, it } from '@jest/globals';
import { crashLoop, deployment, findingsIn, pod, warning } from './objects.ts';

const steps = ['INFO starting v3.1', 'INFO loaded 2000 of 90000 rows', 'INFO loaded 4000 of 90000 rows'];

/** A container that the kubelet ended after 26 seconds, and what it had logged until then. */
const ended = (lines: string[], { startedAt = '2026-05-12T09:37:34Z', probe = 'liveness' } = {}) => {
  const name = probe === 'liveness' ? 'livenessProbe' : 'startupProbe';
  const container = { [name]: { httpGet: { port: 8080, path: '/live' }, initialDelaySeconds: 10, periodSeconds: 5 } };
  const status = crashLoop({ exitCode: 143, startedAt });
  const said = 'dial tcp 10.0.0.1:8080: connect: connection refused';
  return findingsIn(
    [
      ...deployment('cart', { wanted: 1, ready: 0 }),
      pod('cart-1-a', { of: 'cart', ready: false, container, status }),
      warning('Pod/cart-1-a', 'Unhealthy', `${probe === 'liveness' ? 'Liveness' : 'Startup'} probe failed: ${said}`),
      warning('Pod/cart-1-a', 'Killing', `Container app failed ${probe} probe, will be restarted`, { type: 'Normal' }),
    ],
    {
      logs: {
        'cart-1-a/app/previous': lines.map((line, i) => `2026-05-12T09:37:${40 + i * 5}Z ${line}\n`).join(''),
      },
    },
  )[0];
};

describe('a probe that ends a start', () => {
  it.each(['liveness', 'startup'])('has too little time where the log tells that it gets on (%s)', (probe) => {
    const found = ended(steps, { probe });
    expect(found).toMatchObject({ category: 'probe-misconfigured', object: 'Deployment/shop/cart' });
    expect(found?.title).toContain('too little time for a slow start: after 10 s + 3 x 5 s');
    expect(found?.title).toContain('loaded 4000 of 90000 rows');
  });

  it('is also early where the program had begun to go down', () => {
    expect(ended([...steps, 'INFO Stopping service [Tomcat]'])?.category).toBe('probe-misconfigured');
  });

  it.each([
    ['waits for somebody', ['INFO starting', 'INFO waiting for db, attempt 3', 'INFO waiting for db, attempt 4']],
    ['says the same again and again', ['INFO polling', 'INFO polling', 'INFO polling']],
    ['was done with its start', ['INFO starting', 'INFO listening on :8080', 'INFO loaded 3 rows']],
    ['reports an error', ['INFO starting', 'INFO loading', 'ERROR cannot load rows']],
    ['says nothing', []],
  ])('is no judgement on the probe where the program %s', (_, lines) => {
    expect(ended(lines)?.category).not.toBe('probe-misconfigured');
  });

  it('is none where it had answered for long', () => {
    expect(ended(steps, { startedAt: '2026-05-12T09:20:00Z' })?.category).toBe('probe-failing');
  });
});
