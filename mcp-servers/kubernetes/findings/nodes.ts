import { classOf } from '../../runtime/error-classes.ts';
import { headline, quotes } from '../../runtime/quotes.ts';
import type { Node } from '../objects.ts';
import { isOver, ref } from '../objects.ts';
import type { Snapshot } from '../snapshot.ts';
import { eventsAbout, workloadOf } from '../snapshot-index.ts';
import { type Draft, depth } from './draft.ts';

const pressures = ['MemoryPressure', 'DiskPressure', 'PIDPressure'];
/** Without routes a node is as good as gone for its pods. */
const cutOff = 'NetworkUnavailable';

/** Nodes that are not ready or under pressure, with what runs on them. */
export function nodes(snapshot: Snapshot): Draft[] {
  return snapshot.nodes.flatMap((node) => {
    const object = ref(node);
    const here = snapshot.pods.filter((pod) => pod.spec?.nodeName === node.metadata.name);
    const on = here.filter((pod) => !isOver(pod));
    const evicted = here.filter((pod) => pod.status?.reason === 'Evicted');
    const owners = [...new Set([...on, ...evicted].map((pod) => workloadOf(snapshot, pod)))];
    const related = [...owners, ...[...on, ...evicted].map(ref)];
    const said = eventsAbout(snapshot, object)
      .filter((e) => e.type === 'Warning')
      .map((e) => e.message);
    const ready = node.status?.conditions?.find((c) => c.type === 'Ready');
    const isolated = node.status?.conditions?.find((c) => c.type === cutOff && c.status === 'True');
    const down = ready && ready.status !== 'True' ? ready : isolated;
    const runs = `${on.length} pods there${owners.length > 0 ? ` (${owners.slice(0, 4).join(', ')})` : ''}`;
    if (down) {
      const expired = [down.message ?? '', ...said].find((text) => classOf(text)?.category === 'certificate-expired');
      const state = down === ready ? 'is not ready' : 'has no network';
      return [
        {
          category: expired ? 'certificate-expired' : 'node-down',
          object,
          severity: 'critical' as const,
          title: headline(
            `${object} ${state} (${down.type}=${down.status}, ${down.reason ?? ''}): ${down.message ?? ''}; ${runs}`,
          ),
          since: down.lastTransitionTime,
          mechanism:
            down.status === 'Unknown'
              ? 'The kubelet sends no heartbeat: its pods cannot be reached or managed, and are evicted after some minutes.'
              : 'The node says that it cannot run pods: those there are taken out of their Services and evicted.',
          evidence: quotes([expired, condition(node, down.type), ...said.reverse()]),
          related,
          depth: depth.platform,
        },
      ];
    }
    const bad = pressures.filter((type) =>
      node.status?.conditions?.some((c) => c.type === type && c.status === 'True'),
    );
    if (bad.length === 0) return [];
    const since = node.status?.conditions?.find((c) => c.type === bad[0])?.lastTransitionTime;
    return [
      {
        category: 'node-pressure',
        object,
        severity: 'critical' as const,
        title: headline(
          `${object} is under ${bad.join(', ')}${evicted.length > 0 ? `, ${evicted.length} pods evicted` : ''}; ${runs}`,
        ),
        since,
        mechanism: 'A kubelet under pressure takes no new pods and evicts those that it has.',
        evidence: quotes([
          ...bad.map((type) => condition(node, type)),
          ...evicted.map((pod) => `${ref(pod)} Evicted: ${pod.status?.message ?? ''}`),
          ...said.reverse(),
        ]),
        related,
        depth: depth.platform,
      },
    ];
  });
}

function condition(node: Node, type: string): string | undefined {
  const found = node.status?.conditions?.find((c) => c.type === type);
  return (
    found &&
    `${ref(node)} ${type}=${found.status} since ${found.lastTransitionTime ?? '?'} ${found.reason ?? ''}: ${found.message ?? ''}`
  );
}
