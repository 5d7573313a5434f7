import { describe, expect, it } from '@jest/globals';
import type { AnyObject } from '../../../mcp-servers/kubernetes/objects.ts';
import { deployment, pod, service } from './objects.ts';
import { serveObjects, type TriageAnswer } from './serve.ts';

const calls = (value: string): Record<string, unknown> => ({ env: [{ name: 'TARGET_URL', value }] });
const world: AnyObject[] = [
  ...deployment('web'),
  pod('web-1-a', { of: 'web', container: calls('http://stock') }),
  ...deployment('stock'),
  pod('stock-1-a', { of: 'stock', container: calls('postgres://app@stock-db:5432/stock') }),
  ...deployment('stock-db'),
  pod('stock-db-1-a', { of: 'stock-db', container: { ports: [{ containerPort: 5432 }] } }),
  ...deployment('recount'),
  pod('recount-1-a', { of: 'recount', podStatus: { podIP: '10.42.0.77' } }),
  service('stock', { app: 'stock' }),
  service('stock-db', { app: 'stock-db' }, [{ port: 5432, targetPort: 5432 }]),
];

const minutes = Array.from({ length: 8 }, (_, n) => `2026-05-12T09:3${n + 1}`);
const blocked = minutes
  .flatMap((at, n) => [
    `${at}:00.000Z [${200 + n}] app@stock LOG:  process ${200 + n} still waiting for ShareLock on transaction 991 after 1000.1 ms`,
    `${at}:00.001Z [${200 + n}] app@stock DETAIL:  Process holding the lock: ${n % 3 === 0 || n === 0 ? 901 : 199 + n}. Wait queue: ${200 + n}.`,
  ])
  .join('\n');
const opened = [
  '2026-05-12T09:30:00.000Z [901] LOG:  connection received: host=10.42.0.77 port=41822',
  '2026-05-12T09:30:00.001Z [901] batch@stock LOG:  connection authorized: user=batch database=stock application_name=recount',
].join('\n');
const timeouts = minutes
  .map((at) => `${at}:02.000Z level=ERROR msg="reserve failed" err="update: timeout: context deadline exceeded"`)
  .join('\n');
const quick = Array.from(
  { length: 20 },
  (_, n) => `2026-05-12T09:2${n % 10}:0${n % 6}.000Z info GET /p status=200 ms=12`,
);
const slow = minutes.map((at) => `${at}:03.000Z warn POST /buy status=201 ms=8120`);

async function findings(logs: { db?: string; stock?: string; web?: string }): Promise<TriageAnswer['findings']> {
  const system = await serveObjects(world, {
    logs: {
      'shop/stock-db-1-a/app': logs.db ?? '',
      'shop/stock-1-a/app': logs.stock ?? '',
      'shop/web-1-a/app': logs.web ?? '',
    },
  });
  try {
    return ((await system.call('k8s_triage', {})).structured as unknown as TriageAnswer).findings;
  } finally {
    await system.close();
  }
}

describe('statements that wait for locks', () => {
  it('lead from who answers late over who waits to who holds them, by its address', async () => {
    const found = await findings({ db: `${opened}\n${blocked}`, stock: timeouts, web: [...quick, ...slow].join('\n') });
    const [root] = found;
    expect([root?.category, root?.object]).toEqual(['database-locks', 'Deployment/shop/recount']);
    expect(root?.title).toContain('holds row locks in Deployment/shop/stock-db: process 901 (user batch, recount,');
    const waiting = found.find(({ object }) => object === 'Deployment/shop/stock');
    expect(waiting?.causedBy).toBe(root?.id);
    const late = found.find(({ object }) => object === 'Deployment/shop/web');
    expect(late?.title).toContain('answers late: 8 of 28 requests took over 5 s, up to 8.1 s');
    expect(late?.causedBy).toBe(waiting?.id);
  });

  it('are told of the database where nothing says who the holder is', async () => {
    const [root] = await findings({ db: blocked });
    expect([root?.category, root?.object]).toEqual(['database-locks', 'Deployment/shop/stock-db']);
    expect(root?.title).toContain('process 901');
  });

  it('are no finding where there were two', async () => {
    expect(await findings({ db: blocked.split('\n').slice(0, 4).join('\n') })).toEqual([]);
  });
});

describe('a program that answers late', () => {
  it('is no finding where it always did', async () => {
    expect(await findings({ web: [...slow, ...slow, ...slow].join('\n') })).toEqual([]);
  });

  it('is no finding for one request of many', async () => {
    expect(await findings({ web: [...quick, ...slow.slice(-1)].join('\n') })).toEqual([]);
  });
});
