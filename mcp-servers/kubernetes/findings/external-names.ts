import { nearest } from '../../runtime/nearest.ts';
import { headline } from '../../runtime/quotes.ts';
import type { Service } from '../objects.ts';
import { ref, refOf } from '../objects.ts';
import { type Snapshot, wasRead } from '../snapshot.ts';
import { type Draft, depth } from './draft.ts';

/** Names for Services that do not exist; where another name leads outside the cluster, only its callers can tell. */
export function externalNames(snapshot: Snapshot): Draft[] {
  return snapshot.services.flatMap((service) => {
    const { type, externalName = '' } = service.spec ?? {};
    const [, name, namespace] = /^([a-z0-9-]+)\.([a-z0-9-]+)\.svc(?:\.|$)/.exec(externalName) ?? [];
    if (type !== 'ExternalName' || !name || !namespace || !wasRead(snapshot, 'services', namespace)) return [];
    const there = snapshot.services.filter(({ metadata }) => metadata.namespace === namespace);
    if (there.some(({ metadata }) => metadata.name === name)) return [];
    return [leadsNowhere(service, externalName, refOf('Service', namespace, name), closeTo(name, there, service))];
  });
}

const closeTo = (name: string, there: Service[], self: Service): string[] =>
  nearest(
    name,
    there.filter((other) => other !== self).map(({ metadata }) => metadata.name),
    2,
  );

function leadsNowhere(service: Service, externalName: string, target: string, close: string[]): Draft {
  const object = ref(service);
  const hint = close.length > 0 ? ` (there is ${close.join(', ')})` : '';
  return {
    category: 'dns',
    object,
    severity: 'warning',
    title: headline(`${object} is another name for ${target}, which does not exist${hint}`),
    since: service.metadata.creationTimestamp,
    mechanism: 'A name of another name resolves only where that does, so every lookup of the Service fails.',
    evidence: [`${object} externalName ${externalName}: no such Service`],
    related: [target],
    depth: depth.configuration,
  };
}
