import { serveCase } from '../estate/kubernetes/serve-case.ts';
import type { Permitted, Place } from './behaviours.ts';
import { logs, world } from './world.ts';

/** What reader.yaml leaves out. */
const noSecrets = ['get', 'list', 'watch'].map((verb) => ({ kubernetes: `${verb} secrets`, status: 403 }));
const notPayments = { kubernetes: 'list pods in payments', status: 403 };

/** The world served by the estate. Closing fails where something was asked that it does not serve. */
export async function onEstate(permitted: Permitted): Promise<Place> {
  const denied = permitted === 'reader' ? noSecrets : [...noSecrets, notPayments];
  const files = {
    'kubernetes/objects/all.json': JSON.stringify({ apiVersion: 'v1', kind: 'List', items: world }),
    'denied.yaml': JSON.stringify(denied),
    ...Object.fromEntries(Object.entries(logs).map(([place, text]) => [`kubernetes/logs/${place}.log`, text])),
  };
  const served = await serveCase(files);
  return {
    kubeconfig: served.env.KUBECONFIG ?? '',
    async close() {
      await served.close();
      if (served.journal.notServed.length > 0) throw new Error(served.journal.notServed.join('\n'));
    },
  };
}
