import { hostsIn, type NamedHost } from './hosts.ts';
import { isOver } from './objects.ts';
import type { Snapshot } from './snapshot.ts';
import { podsWith } from './snapshot-index.ts';

const addressed = /\b(\d{1,3}(?:\.\d{1,3}){3})(?::(\d{1,5}))?\b/g;

/** Services in lines that tell of trouble, whether by their name or by an address: their own, or that of a pod behind them. */
export function servicesIn(snapshot: Snapshot, lines: string[]): NamedHost[] {
  const named = hostsIn(lines);
  return [...named, ...byAddress(snapshot, lines).filter((host) => !named.some(({ name }) => name === host.name))];
}

/** Services that lines name by an address; each once, with the line that names it first. */
function byAddress(snapshot: Snapshot, lines: string[]): NamedHost[] {
  const known = addressesOf(snapshot);
  const found = new Map<string, NamedHost>();
  for (const line of lines) {
    // The client's own address may stand before that of whom it calls.
    for (const [, address = '', port] of line.matchAll(addressed)) {
      const service = known.get(address);
      if (!service) continue;
      const key = `${service.namespace}/${service.name}`;
      if (!found.has(key)) {
        found.set(key, { ...service, port: port ? Number(port) : undefined, clusters: true, unresolved: false, line });
      }
      break;
    }
  }
  return [...found.values()];
}

type Place = Pick<NamedHost, 'name' | 'namespace'>;

/** A Service without an address of its own is called by those of its pods. */
function addressesOf(snapshot: Snapshot): Map<string, Place> {
  const known = new Map<string, Place>();
  for (const { metadata, spec } of snapshot.services) {
    const place = { name: metadata.name, namespace: metadata.namespace };
    if (spec?.clusterIP && spec.clusterIP !== 'None') known.set(spec.clusterIP, place);
    else if (spec?.selector) {
      for (const pod of podsWith(snapshot, metadata.namespace ?? '', spec.selector)) {
        if (pod.status?.podIP && !isOver(pod)) known.set(pod.status.podIP, place);
      }
    }
  }
  return known;
}
