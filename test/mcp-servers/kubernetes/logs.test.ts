import { afterEach, describe, expect, it } from '@jest/globals';
import { crashing, deployment, pod } from './objects.ts';
import { type Served, serveObjects, type TriageAnswer } from './serve.ts';

let served: Served | undefined;
afterEach(async () => {
  expect(served?.journal.notServed ?? []).toEqual([]);
  await served?.close();
  served = undefined;
});

const call = async (tool: string, args: Record<string, unknown>) => {
  const answer = await served?.call(tool, args);
  if (!answer) throw new Error('serve a cluster first');
  return answer;
};
const logs = (args: Record<string, unknown>) => call('k8s_logs', args);
const at = (second: number, text: string): string =>
  `${new Date(Date.parse('2026-05-12T09:00:00Z') + second * 1_000).toISOString()} ${text}\n`;
const two = [...deployment('cart', { wanted: 2 }), pod('cart-1-a', { of: 'cart' }), pod('cart-1-b', { of: 'cart' })];

describe('k8s_logs', () => {
  it('finds the one line that counts in a long log, wherever it stands', async () => {
    const lines = Array.from({ length: 20_000 }, (_, i) =>
      at(i / 10, i === 1_234 ? 'ERROR lost the connection to ledger' : `INFO served request ${i} in ${i % 90} ms`),
    );
    served = await serveObjects(two, { logs: { 'shop/cart-1-a/app': lines.join('') } });
    const { text } = await logs({ pod: 'cart-1-a' });
    expect(text).toContain('ERROR lost the connection to ledger');
    expect(text).toContain('20000 lines read');
    expect(text.length).toBeLessThan(2_000);
  });

  it('keeps a stack trace together where pods are merged', async () => {
    served = await serveObjects(two, {
      logs: {
        'shop/cart-1-a/app': at(1, 'ERROR order failed') + at(3, '  at Cart.order(cart.ts:12)') + at(4, 'INFO on'),
        'shop/cart-1-b/app': at(2, 'INFO served'),
      },
    });
    const { text } = await logs({ workload: 'deployment/cart', mode: 'lines' });
    expect(
      text
        .split('\n')
        .slice(2, 6)
        .map((line) => line.split('] ')[1]),
    ).toEqual(['ERROR order failed', '  at Cart.order(cart.ts:12)', 'INFO served', 'INFO on']);
  });

  describe('compared with the window before', () => {
    const every = (from: number, text: string): string => [0, 1, 2].map((i) => at(from + i, text)).join('');
    const log =
      every(60, 'ERROR too old to count') +
      every(1_300, 'INFO served request 1') +
      every(1_330, 'WARN cache is cold') +
      every(1_900, 'INFO served request 2') +
      at(1_950, 'ERROR lost the connection to ledger');

    it('marks what is new and what is gone', async () => {
      served = await serveObjects(two, { logs: { 'shop/cart-1-a/app': log } });
      const { text } = await logs({ pod: 'cart-1-a', since: '10m', baseline: 'true' });
      expect(text).toMatch(/1x error NEW at 2026-05-12T09:32:30Z: ERROR lost the connection to ledger/);
      expect(text).toMatch(/0x warning GONE \(3 before\).*WARN cache is cold/);
      expect(text).toMatch(/3x info 1x of the 3 before/);
      expect(text).toContain('6 lines of the window before read as well');
      expect(text).not.toContain('too old');
      expect(served.journal.requests.filter(({ path }) => path.includes('/log?'))).toHaveLength(1);
    });

    it('takes an hour where no window is given, and keeps what grep asks for', async () => {
      served = await serveObjects(two, { logs: { 'shop/cart-1-a/app': log } });
      const { text } = await logs({ pod: 'cart-1-a', baseline: true, grep: 'error' });
      expect(text).toContain('2026-05-12T08:40:00Z to 2026-05-12T09:40:00Z (1h)');
      expect(text).toContain('no line is of the window before: there is nothing to compare with');
      expect(text).toContain('ERROR lost the connection');
      expect(text).not.toMatch(/NEW|WARN/);
    });
  });

  it('takes context lines from the same log', async () => {
    served = await serveObjects(two, {
      logs: {
        'shop/cart-1-a/app': at(1, 'before') + at(3, 'needle') + at(5, 'after'),
        'shop/cart-1-b/app': at(2, 'elsewhere') + at(4, 'elsewhere'),
      },
    });
    const { text } = await logs({ selector: 'app=cart', grep: 'needle', context_lines: 1 });
    expect(text).toContain('5 lines read, 1 matched, 2 left out');
    expect(text).toMatch(/before\n.*needle\n.*after/);
    expect(text).not.toContain('elsewhere');
  });

  it('reads failing pods first where there are too many, and says which it left', async () => {
    const many = Array.from({ length: 24 }, (_, i) => pod(`cart-1-${String.fromCharCode(97 + i)}`, { of: 'cart' }));
    served = await serveObjects([...deployment('cart', { wanted: 25 }), ...many, crashing('cart-1-z', 'cart')], {
      logs: { 'shop/cart-1-z/app.previous': at(1, 'FATAL gone') },
    });
    const { text, structured } = await logs({ workload: 'cart' });
    expect(text).toContain('FATAL gone');
    expect(structured.notChecked).toHaveLength(5);
    expect(text).toContain('not read: Pod/shop/cart-1-x (more than 20 pods)');
  });

  it('keeps the logs of others where one pod cannot be read, and says why', async () => {
    served = await serveObjects(two, { logs: { 'shop/cart-1-b/app': at(1, 'INFO fine') } });
    served.journal.fault({
      system: 'kubernetes',
      match: /cart-1-a\/log/,
      status: 500,
      body: { message: 'no kubelet' },
    });
    const { text, isError } = await logs({ workload: 'cart', mode: 'lines' });
    expect(isError).toBe(false);
    expect(text).toContain('INFO fine');
    expect(text).toContain('not read: Pod/shop/cart-1-a container app: get pods/log cart-1-a in shop: 500, no kubelet');
  });

  it('reads a container that is named where a pod has it, and says which have not', async () => {
    const proxied = pod('cart-1-c', { of: 'cart', container: { name: 'proxy' }, status: { name: 'proxy' } });
    served = await serveObjects([...two, proxied], { logs: { 'shop/cart-1-c/proxy': at(1, 'INFO upstream is well') } });
    const { text } = await logs({ selector: 'app=cart', container: 'proxy', mode: 'lines' });
    expect(text).toContain('INFO upstream is well');
    expect(text).toContain('not read: Pod/shop/cart-1-a (no container proxy)');
    const none = await logs({ selector: 'app=cart', container: 'proxi' });
    expect([none.isError, none.text]).toEqual([true, expect.stringContaining("has no container 'proxi'")]);
  });

  it('says of an empty log that it is empty', async () => {
    served = await serveObjects(two);
    expect((await logs({ pod: 'cart-1-a' })).text).toContain('0 lines read: the log is empty in this range');
  });

  it('reads the previous run where it is asked for, and says that there is none', async () => {
    served = await serveObjects(two);
    const { isError, text } = await logs({ pod: 'cart-1-a', previous: true });
    expect(isError).toBe(true);
    expect(text).toMatch(/previous terminated container .* not found/);
  });
});

describe('k8s_triage over a window that is over', () => {
  it('reads the logs of then', async () => {
    const then = [1, 2, 3, 4].map((second) => at(second, 'ERROR password authentication failed for user "cart"'));
    const later = Array.from({ length: 400 }, (_, i) => at(1_200 + i, 'INFO served'));
    served = await serveObjects(two, { logs: { 'shop/cart-1-a/app': [...then, ...later].join('') } });
    const past = await call('k8s_triage', { since: '2026-05-12T08:50:00Z', until: '2026-05-12T09:05:00Z' });
    const found = (past.structured as unknown as TriageAnswer).findings;
    expect(found[0]).toMatchObject({ category: 'credentials-invalid', object: 'Deployment/shop/cart' });
    const recent = await call('k8s_triage', {});
    expect((recent.structured as unknown as TriageAnswer).findings).toEqual([]);
  });
});
