import { headline, quotes } from '../../runtime/quotes.ts';
import type { Pod } from '../objects.ts';
import { ref, refOf } from '../objects.ts';
import { quantity } from '../quantity.ts';
import type { Snapshot } from '../snapshot.ts';
import { eventsAbout, podsOf, workloadOf } from '../snapshot-index.ts';
import { type Draft, depth, groupBy, portion } from './draft.ts';
import { roomTakers } from './room-takers.ts';

/** Pods that no node takes, by what the scheduler says, one finding a workload and reason. */
export function scheduling(snapshot: Snapshot): Draft[] {
  const waiting = snapshot.pods
    .filter((pod) => pod.status?.phase === 'Pending' && !pod.spec?.nodeName && !pod.metadata.deletionTimestamp)
    .map((pod) => ({ pod, verdict: verdictOn(snapshot, pod) }))
    .filter(({ verdict }) => verdict !== undefined);
  const groups = groupBy(
    waiting,
    ({ pod, verdict }) => `${workloadOf(snapshot, pod)} ${reasonFor(verdict ?? '').category}`,
  );
  return [...groups.values()].flatMap((group) => draft(snapshot, group));
}

function draft(snapshot: Snapshot, group: { pod: Pod; verdict: string | undefined }[]): Draft[] {
  const [first] = group;
  if (!first?.verdict) return [];
  const workload = workloadOf(snapshot, first.pod);
  const { category, words = wordsFor[category] ?? 'no node fits', mechanism } = reasonFor(first.verdict);
  const verdict = shorten(first.verdict);
  const since = earliest(group.map(({ pod }) => pod.metadata.creationTimestamp));
  const taken = roomTakers(snapshot, workload, category, since);
  const all = Math.max(
    podsOf(snapshot, workload).filter((pod) => pod.status?.phase !== 'Succeeded').length,
    group.length,
  );
  return [
    {
      category,
      object: workload,
      severity: 'critical',
      title: headline(
        `${workload}: ${portion(group.length, all)} cannot be scheduled (${words}): ${verdict}${demand(snapshot, first.pod, category)}${taken.most ? `; ${taken.most}` : ''}`,
      ),
      since,
      mechanism,
      evidence: quotes([
        `${ref(first.pod)} Pending: ${first.verdict}`,
        notAdded(
          snapshot,
          group.map(({ pod }) => pod),
        ),
        taken.all,
      ]),
      related: group.map(({ pod }) => ref(pod)),
      involves: taken.workloads,
      dependsOn: [...claimsOf(first.pod), ...(category === 'taint-not-tolerated' ? snapshot.nodes.map(ref) : [])],
      depth: depth.start,
      next: {
        tool: 'k8s_get',
        args: { kind: 'Pod', name: first.pod.metadata.name, namespace: first.pod.metadata.namespace },
        why: 'its requests, affinity and tolerations beside the nodes',
      },
    },
  ];
}

/** What the scheduler last said of the pod: its condition, or the newest event where the condition is missing. */
function verdictOn(snapshot: Snapshot, pod: Pod): string | undefined {
  const condition = pod.status?.conditions?.find((c) => c.type === 'PodScheduled' && c.status === 'False');
  const said = eventsAbout(snapshot, ref(pod)).filter((e) => e.reason === 'FailedScheduling');
  return condition?.message || (said.findLast(({ message }) => ofScheduler.test(message)) ?? said.at(-1))?.message;
}

const ofScheduler = /nodes are available/;

/** Why no node is added: the cluster autoscaler's refusal, or Karpenter's. */
function notAdded(snapshot: Snapshot, pods: Pod[]): string | undefined {
  const said = pods.flatMap((pod) => eventsAbout(snapshot, ref(pod)));
  const refused = said.findLast(
    ({ reason, source, message }) =>
      reason === 'NotTriggerScaleUp' ||
      (reason === 'FailedScheduling' && source === 'karpenter' && !ofScheduler.test(message)),
  );
  return refused && `${refused.source || 'the autoscaler'} adds no node: ${refused.message}`;
}

const wordsFor: Record<string, string> = {
  'insufficient-cpu': 'insufficient cpu',
  'insufficient-memory': 'insufficient memory',
  'taint-not-tolerated': 'untolerated taints',
  'affinity-conflict': 'affinity, anti-affinity or node selector',
  'volume-not-bound': 'volume not bound',
};

interface Reason {
  category: string;
  /** In a title; what the scheduler says is short of, where nothing else is said. */
  words?: string;
  mechanism: string;
}

const reasons: (Reason & { pattern: RegExp })[] = [
  {
    pattern:
      /unbound immediate PersistentVolumeClaims|persistentvolumeclaim|volume node affinity|find available persistent volumes|max volume count|binding volumes/i,
    category: 'volume-not-bound',
    mechanism: 'A pod is scheduled only when every claim it mounts can be bound on the node.',
  },
  {
    pattern: /Insufficient memory/i,
    category: 'insufficient-memory',
    mechanism: 'No node has as much unreserved memory as the pod requests.',
  },
  {
    pattern: /Insufficient cpu/i,
    category: 'insufficient-cpu',
    mechanism: 'No node has as much unreserved CPU as the pod requests.',
  },
  {
    pattern: /affinity|node selector|topology spread/i,
    category: 'affinity-conflict',
    mechanism: "The pod's affinity, anti-affinity, spread or node selector leaves no node that it may run on.",
  },
  {
    pattern: /were unschedulable/i,
    category: 'taint-not-tolerated',
    words: 'nodes are cordoned',
    mechanism: 'Every node that would fit is cordoned, and takes no new pods until it is uncordoned.',
  },
  {
    pattern: /taint/i,
    category: 'taint-not-tolerated',
    mechanism: 'Every node that would fit has a taint that the pod does not tolerate.',
  },
  {
    pattern: /Too many pods/i,
    category: 'node-capacity',
    words: 'no node takes more pods',
    mechanism: 'A node runs a limited number of pods, as many as its kubelet or its network has addresses for.',
  },
  {
    pattern: /free ports/i,
    category: 'node-capacity',
    words: 'host port taken',
    mechanism: 'On every node that would fit another pod has the host port that this one asks for.',
  },
  {
    pattern: /scheduling gates/i,
    category: 'unknown',
    words: 'held by a scheduling gate',
    mechanism: 'The scheduler leaves a pod alone until whoever set its scheduling gates has taken them off.',
  },
  {
    pattern: /Insufficient \S+/i,
    category: 'node-capacity',
    mechanism: 'No node has as much of a resource left as the pod requests.',
  },
];
const noFit: Reason = { category: 'unknown', mechanism: 'The scheduler found no node for the pod.' };

/**
 * `0/3 nodes are available: 1 node(s) had untolerated taint {...}, 2 Insufficient cpu.`: the reason that rules out most
 * nodes decides; a control plane's own taint never does while there is another.
 */
export function reasonFor(verdict: string): Reason {
  const parts = shorten(verdict)
    .replace(/^\d+\/\d+ nodes are available:\s*/, '')
    .split(/,\s+(?=\d+ )/)
    .map((text) => ({
      text,
      nodes: Number(/^\d+/.exec(text)?.[0] ?? Number.MAX_SAFE_INTEGER),
      standing: /control-plane|node-role\.kubernetes\.io\/master/.test(text),
    }))
    .sort((a, b) => Number(a.standing) - Number(b.standing) || b.nodes - a.nodes);
  for (const { text } of parts) {
    const reason = reasons.find(({ pattern }) => pattern.test(text));
    const lacking = /Insufficient \S+/.exec(text)?.[0].replace(/\.$/, '').toLowerCase();
    if (reason) return { ...(reason.category === 'node-capacity' && lacking && { words: lacking }), ...reason };
  }
  return noFit;
}

/** Without what the scheduler says about preemption, which repeats the rest. */
const shorten = (verdict: string): string => verdict.replace(/\.?\s*preemption:.*$/is, '').trim();

/** What is asked for beside what the largest node could give. */
function demand(snapshot: Snapshot, pod: Pod, category: string): string {
  const resource = category === 'insufficient-cpu' ? 'cpu' : category === 'insufficient-memory' ? 'memory' : undefined;
  if (!resource) return category === 'affinity-conflict' ? constraint(pod) : '';
  const asked = (pod.spec?.containers ?? [])
    .map((c) => c.resources?.requests?.[resource])
    .filter((q) => q !== undefined);
  const [largest] = snapshot.nodes
    .map((node) => node.status?.allocatable?.[resource])
    .sort((a, b) => (quantity(b) ?? 0) - (quantity(a) ?? 0));
  if (asked.length === 0) return '';
  return `; requests ${resource} ${asked.join('+')}${largest ? `, largest node allocatable ${largest}` : ''}`;
}

function constraint(pod: Pod): string {
  const anti = pod.spec?.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.[0];
  if (anti) return `; required pod anti-affinity over ${anti.topologyKey}`;
  const selector = Object.entries(pod.spec?.nodeSelector ?? {}).map(([key, value]) => `${key}=${value}`);
  return selector.length > 0 ? `; nodeSelector ${selector.join(',')}` : '';
}

function claimsOf(pod: Pod): string[] {
  return (pod.spec?.volumes ?? []).flatMap((volume) =>
    volume.persistentVolumeClaim
      ? [refOf('PersistentVolumeClaim', pod.metadata.namespace, volume.persistentVolumeClaim.claimName)]
      : [],
  );
}

export function earliest(times: (string | undefined)[]): string | undefined {
  return times.filter((time) => time !== undefined && time !== '').sort()[0];
}
