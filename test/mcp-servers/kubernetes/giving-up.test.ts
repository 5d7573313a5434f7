import { afterEach, describe, expect, it } from '@jest/globals';
import { crashing, deployment } from './objects.ts';
import { type Served, serveObjects } from './serve.ts';

let served: Served;
afterEach(() => served.close());

const broken = [...deployment('cart', { ready: 0 }), crashing('cart-1-a', 'cart')];

async function eventually(holds: () => boolean): Promise<void> {
  const end = Date.now() + 5_000;
  while (!holds() && Date.now() < end) await new Promise((r) => setTimeout(r, 20));
  expect(holds()).toBe(true);
}

describe('the API server is told that nobody waits any more', () => {
  it('of all that one fatal answer has made useless', async () => {
    served = await serveObjects(broken);
    const { journal } = served;
    journal.fault({ system: 'kubernetes', match: /\/pods\?/, status: 401 });
    journal.fault({ system: 'kubernetes', hang: true });
    expect((await served.call('k8s_triage')).structured.error).toMatchObject({ code: 'unauthorized' });
    await eventually(() => journal.requests.filter(({ aborted }) => aborted).length === journal.requests.length - 1);
    expect(journal.requests.filter(({ status }) => status === 401)).toHaveLength(1);
  });

  it('of one cluster while another is still being read', async () => {
    served = await serveObjects({ eu: broken, us: broken }, { env: { SRE_AGENT_KUBERNETES_CONTEXTS: 'eu,us' } });
    const { journal } = served;
    journal.fault({ system: 'kubernetes', match: /\/eu\/.*\/pods\?/, status: 401 });
    journal.fault({ system: 'kubernetes', match: /\/eu\//, hang: true });
    journal.fault({ system: 'kubernetes', match: /\/us\//, delayMs: 1_500 });
    const answer = served.call('k8s_triage');
    const hanging = () => journal.requests.filter(({ path, status }) => path.includes('/eu/') && status !== 401);
    await eventually(() => hanging().length > 5 && hanging().every(({ aborted }) => aborted));
    expect(journal.requests.filter(({ path, status }) => path.includes('/us/') && status === 200)).toEqual([]);
    const { text } = await answer;
    expect(text).toContain('context eu: list pods: 401');
    expect(text).toContain('Deployment/shop/cart');
  });
});
