import { headline, quotes } from '../../runtime/quotes.ts';
import type { Pod } from '../objects.ts';
import { ref } from '../objects.ts';
import type { Snapshot } from '../snapshot.ts';
import { eventsAbout, workloadOf, workloadsOf } from '../snapshot-index.ts';
import { type Draft, depth, groupBy } from './draft.ts';
import { strengthOf } from './strength.ts';

/** A single pod that was moved and replaced is over. */
const fewest = 2;
const overOwnLimit = /exceed(s|ed) (the )?(total |local )?(ephemeral|limit)|usage of EmptyDir volume .* exceeds/i;

/** Pods that their node put out in the window, where that goes on or leaves their workload short. */
export function evictions(snapshot: Snapshot): Draft[] {
  const evicted = snapshot.pods.filter((pod) => pod.status?.reason === 'Evicted' && inWindow(snapshot, pod));
  const weak = new Set(
    workloadsOf(snapshot)
      .filter((workload) => strengthOf(workload).ready < strengthOf(workload).wanted)
      .map(ref),
  );
  return [...groupBy(evicted, (pod) => workloadOf(snapshot, pod))].flatMap(([workload, pods]) => {
    const last = pods.at(-1);
    if (!last || (pods.length < fewest && !weak.has(workload))) return [];
    const said = last.status?.message ?? '';
    const own = overOwnLimit.test(said);
    const nodes = [...new Set(pods.flatMap((pod) => pod.spec?.nodeName ?? []))];
    return [
      {
        category: own ? 'disk-full' : 'node-pressure',
        object: workload,
        severity: weak.has(workload) ? ('critical' as const) : ('warning' as const),
        title: headline(
          `${workload}: ${pods.length} ${pods.length === 1 ? 'pod' : 'pods'} evicted from ${nodes.join(', ')}: ${said}`,
        ),
        since: pods.map((pod) => when(snapshot, pod)).sort()[0],
        mechanism: own
          ? 'The kubelet evicts a pod that uses more local storage than its own limit.'
          : 'A node that runs short of memory, disk or processes evicts the pods that use most beyond their requests.',
        evidence: quotes(pods.map((pod) => `${ref(pod)} Evicted: ${pod.status?.message ?? ''}`)),
        related: pods.map(ref).slice(0, 10),
        dependsOn: own ? [] : nodes.map((node) => `Node/-/${node}`),
        depth: depth.start,
      },
    ];
  });
}

/** An evicted pod keeps no time of its end but in its events and its last condition. */
function when(snapshot: Snapshot, pod: Pod): string {
  const event = eventsAbout(snapshot, ref(pod)).findLast(({ reason }) => reason === 'Evicted');
  const turned = pod.status?.conditions?.map(({ lastTransitionTime }) => lastTransitionTime ?? '').sort();
  return event?.last ?? (turned?.at(-1) || pod.status?.startTime) ?? pod.metadata.creationTimestamp ?? '';
}

const inWindow = (snapshot: Snapshot, pod: Pod): boolean =>
  Date.parse(when(snapshot, pod)) >= snapshot.window.since.getTime();
