import { permissionsResource } from '../runtime/places-resource.ts';
import { resources } from './resources.ts';

const groupOf = (apiVersion: string): string => (apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : 'core');

const byGroup = Map.groupBy(Object.values(resources), ({ apiVersion }) => groupOf(apiVersion));

/** What triage reads, by the list that it reads by. */
export const permissions = permissionsResource(
  'kubernetes',
  [
    'Verbs get and list; no watch, nothing that changes anything, and nothing of Secrets. Without one of them the server goes',
    'on and names what it could not read. Any other kind, custom ones included, can be read where its rule is added.',
    '',
    '- core: pods/log (get)',
    ...[...byGroup].map(
      ([group, kinds]) => `- ${group}: ${[...new Set(kinds.map(({ plural }) => plural))].sort().join(', ')}`,
    ),
  ].join('\n'),
);
