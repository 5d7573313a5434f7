import { placesResource } from '../runtime/places-resource.ts';
import type { Resource } from '../runtime/resource.ts';
import type { Clusters } from './clusters.ts';

/** Which contexts and namespaces the allow-lists leave. */
export const allowedPlaces = ({ all, allowedNamespaces }: Clusters): Resource =>
  placesResource('kubernetes', 'contexts and namespaces', () =>
    [
      'Contexts (SRE_AGENT_KUBERNETES_CONTEXTS):',
      ...all.map(({ context }) => `- ${context}`),
      '',
      'Namespaces (SRE_AGENT_KUBERNETES_NAMESPACES):',
      ...(allowedNamespaces.length > 0
        ? allowedNamespaces.map((name) => `- ${name}`)
        : ['- all that the credentials may read']),
    ].join('\n'),
  );
