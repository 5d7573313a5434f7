import { expect, it } from '@jest/globals';
import { list, text } from '../../estate/kubernetes/fields.ts';
import type { Connected } from '../../mcp-servers/connect.ts';

/** What the tools of the Kubernetes server make of the same. */
export function answersTools(tools: () => Connected): void {
  it('triage finds the crash and its last words', async () => {
    const { text: said, structured } = await tools().call('k8s_triage');
    expect(structured.notChecked).toEqual([]);
    expect(list(structured, 'findings')[0]).toMatchObject({
      object: 'Deployment/shop/cart',
      category: 'application-crash',
      evidence: [
        'Pod/shop/cart-1-b container cart: exit code 1 (Error), restarts 5',
        '2026-05-12T09:37:59Z FATAL no configuration',
      ],
    });
    expect(said).toContain('FATAL no configuration');
  });

  it('k8s_get lists kinds of every sort', async () => {
    for (const kind of ['po', 'Deployment', 'wd', 'widgets.example.com', 'crd', 'roles', 'events.events.k8s.io']) {
      const { text: said, isError } = await tools().call('k8s_get', { kind });
      expect([kind, isError, said.split('\n')[0]]).toEqual([kind, false, expect.stringMatching(/^\d+ \w+/)]);
    }
  });

  it('k8s_get joins a pod with its owners and events', async () => {
    const { text: said } = await tools().call('k8s_get', { kind: 'pod', name: 'cart-1-b' });
    expect(said).toContain('owner: ReplicaSet/shop/cart-1 <- Deployment/shop/cart');
    expect(said).toContain('event Warning BackOff x3, last 2026-05-12T09:38:00Z');
  });

  it('k8s_get lists what runs', async () => {
    const { structured } = await tools().call('k8s_get', { kind: 'workloads' });
    expect(structured.notChecked).toEqual([]);
    expect(list(structured, 'inventory').map((item) => text(item, 'object'))).toEqual([
      'Deployment/payments/pay',
      'Deployment/shop/cart',
      'Deployment/shop/gate',
    ]);
  });

  it.each([
    [{ kind: 'deploymnt' }, 'not_found', 'deployment'],
    [{ kind: 'pod', name: 'cart-1-z' }, 'not_found', 'Pod/shop/cart-1-a'],
    [{ kind: 'pods', namespace: 'shp' }, 'not_found', 'nearest: shop'],
    [{ kind: 'pods', selector: 'a b' }, 'invalid_arguments', ''],
    [{ kind: 'secrets' }, 'forbidden', 'grant list on secrets in the cluster'],
    [{ kind: 'secrets', namespace: 'shop' }, 'forbidden', 'grant list on secrets in shop'],
  ])('k8s_get answers %j with %s and what to do', async (args, code, hint) => {
    const { isError, structured } = await tools().call('k8s_get', args);
    expect(isError).toBe(true);
    expect(structured.error).toMatchObject({ code });
    expect(JSON.stringify(structured.error)).toContain(hint);
  });

  it('k8s_logs merges the pods of a workload', async () => {
    const { text: said } = await tools().call('k8s_logs', { workload: 'deployment/cart', mode: 'lines' });
    const lines = said.split('\n').filter((line) => /^2026/.test(line));
    expect(lines).toEqual([
      '2026-05-12T09:37:58Z [cart-1-b/cart (previous)] INFO starting',
      '2026-05-12T09:37:59Z [cart-1-b/cart (previous)] FATAL no configuration',
      '2026-05-12T09:39:01Z [cart-1-a/cart] INFO served 1',
      '2026-05-12T09:39:03.250Z [cart-1-a/cart] ERROR lost the cart of anna',
      '2026-05-12T09:39:05.500Z [cart-1-a/cart] INFO served 2 äöü',
    ]);
  });

  it('k8s_logs reads a container by name and an empty log', async () => {
    const named = await tools().call('k8s_logs', { pod: 'gate-1-a', container: 'gate', mode: 'lines' });
    expect(named.text).toContain('gate speaks');
    const empty = await tools().call('k8s_logs', { pod: 'pay-1-a' });
    expect([empty.isError, empty.text]).toEqual([false, expect.stringContaining('0 lines read')]);
  });

  it('k8s_events groups what happened', async () => {
    const { text: said } = await tools().call('k8s_events', { object: 'Pod/cart-1-b' });
    expect(said).toContain('Warning BackOff Pod/shop/cart-1-b x3');
  });
}
