import { headline } from '../../runtime/quotes.ts';
import type { Container, Deployment, PodTemplate, ReplicaSet } from '../objects.ts';
import { controllerOf, ref } from '../objects.ts';
import type { Snapshot } from '../snapshot.ts';
import { type Draft, depth } from './draft.ts';

/** Rollouts in the window with what is different from the revision before. To know, not to blame. */
export function rollouts(snapshot: Snapshot): Draft[] {
  return snapshot.deployments.flatMap((deployment) => {
    const revisions = revisionsOf(snapshot, deployment);
    const newest = revisions.at(-1);
    const before = revisions.at(-2);
    const at = newest?.metadata.creationTimestamp;
    if (!newest || !before || !at) return [];
    const time = Date.parse(at);
    if (time < snapshot.window.since.getTime() || time > snapshot.window.until.getTime()) return [];
    const changes = difference(before.spec?.template, newest.spec?.template);
    const object = ref(deployment);
    const line = `${at} ${object} rollout to revision ${revision(newest)}: ${changes.join('; ') || 'no difference in containers'}`;
    return [
      {
        category: changes.some((c) => c.startsWith('image ')) ? 'unknown' : 'configuration-change',
        object,
        severity: 'info' as const,
        title: headline(`${object} was rolled out at ${at}: ${changes.join('; ') || 'no difference in containers'}`),
        since: at,
        mechanism: 'A change in the window. It is a cause only where something connects it to the symptom.',
        evidence: [line.slice(0, 400)],
        related: [ref(newest), ref(before)],
        depth: depth.change,
      },
    ];
  });
}

/** ReplicaSets of a Deployment, oldest revision first. */
export function revisionsOf(snapshot: Snapshot, deployment: Deployment): ReplicaSet[] {
  return snapshot.replicaSets
    .filter((set) => set.metadata.namespace === deployment.metadata.namespace && controllerOf(set) === ref(deployment))
    .sort((a, b) => revision(a) - revision(b));
}

const revision = (set: ReplicaSet): number =>
  Number(set.metadata.annotations?.['deployment.kubernetes.io/revision'] ?? 0);

/** What two pod templates differ in; environment values are never shown. */
export function difference(before: PodTemplate | undefined, after: PodTemplate | undefined): string[] {
  const old = new Map((before?.spec?.containers ?? []).map((c) => [c.name, c]));
  const changes: string[] = [];
  for (const container of after?.spec?.containers ?? []) {
    const previous = old.get(container.name);
    old.delete(container.name);
    if (!previous) changes.push(`container ${container.name} added`);
    else changes.push(...containerDifference(previous, container));
  }
  for (const name of old.keys()) changes.push(`container ${name} removed`);
  return changes;
}

function containerDifference(before: Container, after: Container): string[] {
  const changes: string[] = [];
  if (before.image !== after.image) changes.push(`image ${before.image} -> ${after.image}`);
  const parts = [
    'command',
    'args',
    'resources',
    'livenessProbe',
    'readinessProbe',
    'startupProbe',
    'ports',
    'envFrom',
  ] as const;
  for (const part of parts) {
    if (JSON.stringify(before[part]) !== JSON.stringify(after[part])) changes.push(`${after.name} ${part} changed`);
  }
  const was = new Map((before.env ?? []).map((e) => [e.name, JSON.stringify(e)]));
  const is = new Map((after.env ?? []).map((e) => [e.name, JSON.stringify(e)]));
  for (const name of is.keys()) {
    if (!was.has(name)) changes.push(`env ${name} added`);
    else if (was.get(name) !== is.get(name)) changes.push(`env ${name} changed`);
  }
  for (const name of was.keys()) if (!is.has(name)) changes.push(`env ${name} removed`);
  return changes;
}
