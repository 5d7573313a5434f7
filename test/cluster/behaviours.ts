import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { kubernetesServer } from '../../mcp-servers/kubernetes/server.ts';
import { type Connected, connectInMemory } from '../mcp-servers/connect.ts';
import type { ApiClient } from './api-client.ts';
import { discovers } from './behaviours/discovery.ts';
import { selectsAndPages } from './behaviours/lists.ts';
import { serves } from './behaviours/logs-and-events.ts';
import { refuses } from './behaviours/refusals.ts';
import { answersTools } from './behaviours/tools.ts';
import { names, reader } from './behaviours/words.ts';
import { clientOf } from './kubeconfig-client.ts';
import { now } from './world.ts';

/** An API server with the world in it, asked by the account that reader.yaml makes. */
export interface Place {
  kubeconfig: string;
  close(): Promise<void>;
}

/** `reader`: as reader.yaml says. `not payments`: the same, and no listing of pods in payments. */
export type Permitted = 'reader' | 'not payments';

/** What a Kubernetes API server does and what the tools make of it; true of the estate and of a real control plane. */
export function behavesAsKubernetes(start: (permitted: Permitted) => Promise<Place>, timeoutMs: number): void {
  const askedAs = (permitted: Permitted) => asking(() => start(permitted), timeoutMs);

  describe('to its reader', () => {
    const asked = askedAs('reader');

    discovers(() => asked.api);
    selectsAndPages(() => asked.api);
    refuses(() => asked.api);
    serves(() => asked.api);
    answersTools(() => asked.tools);
  });

  describe('to a reader that may not list pods in payments', () => {
    const asked = askedAs('not payments');

    it('refuses the list of all namespaces with it, and serves the others', async () => {
      const whole = await asked.api.ask('GET', '/api/v1/pods');
      expect(whole.body).toMatchObject({
        message: `pods is forbidden: ${reader} cannot list resource "pods" in API group "" at the cluster scope`,
        reason: 'Forbidden',
        code: 403,
      });
      expect(names(await asked.api.ask('GET', '/api/v1/namespaces/shop/pods'))).toHaveLength(3);
    });

    it('triage reads the rest and names what it may not', async () => {
      const { text: said, structured } = await asked.tools.call('k8s_triage');
      expect(structured.notChecked).toEqual(['list pods in payments (403: verb list on pods)']);
      expect(said).toContain('Pod/shop/cart-1-b');
    });

    it('k8s_get names the verb and where it is missing', async () => {
      const { structured } = await asked.tools.call('k8s_get', { kind: 'pods', namespace: 'payments' });
      expect(structured.error).toMatchObject({ code: 'forbidden', hint: 'grant list on pods in payments' });
    });
  });
}

interface Asking {
  api: ApiClient;
  tools: Connected;
}

/** A place for the tests of one `describe`, its API and its tools; there when the first of them begins. */
function asking(start: () => Promise<Place>, timeoutMs: number): Asking {
  let place: Place | undefined;
  const asked: Partial<Asking> = {};
  beforeAll(async () => {
    place = await start();
    const { kubeconfig } = place;
    asked.api = clientOf(kubeconfig);
    asked.tools = await connectInMemory(kubernetesServer({ KUBECONFIG: kubeconfig }), () => new Date(now));
  }, timeoutMs);
  afterAll(async () => {
    await asked.tools?.close();
    await asked.api?.close();
    await place?.close();
  });
  const there = <T>(part: T | undefined): T => {
    if (part === undefined) throw new Error('nothing is asked before the tests begin');
    return part;
  };
  return {
    get api() {
      return there(asked.api);
    },
    get tools() {
      return there(asked.tools);
    },
  };
}
