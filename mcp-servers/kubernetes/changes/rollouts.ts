import type { ControllerRevision, DaemonSet, Deployment, PodTemplate, ReplicaSet, StatefulSet } from '../objects.ts';
import { controllerOf, ref } from '../objects.ts';
import type { Snapshot } from '../snapshot.ts';
import { templateDifference } from './template-difference.ts';

/** A workload's newest revision, made or returned to in the window. */
export interface Rollout {
  /** RFC 3339 */
  at: string;
  workload: Deployment | StatefulSet | DaemonSet;
  revision: number;
  /** An older revision was made the newest again. */
  back: boolean;
  /** Between the revision before and this one; empty where they are alike. */
  differences: string[];
  /** The objects that hold the two revisions, this one first. */
  revisions: [string, string];
}

type Revisioned = Pick<
  Snapshot,
  'deployments' | 'replicaSets' | 'statefulSets' | 'daemonSets' | 'controllerRevisions' | 'window'
>;

/** Rollouts in the window with what is different from the revision before. */
export function rolloutsIn(seen: Revisioned): Rollout[] {
  const byOwner = new Map<string, Revision[]>();
  const note = (owned: ReplicaSet | ControllerRevision, revision: Revision) => {
    const owner = controllerOf(owned);
    if (owner) byOwner.set(owner, [...(byOwner.get(owner) ?? []), revision]);
  };
  for (const set of seen.replicaSets) note(set, ofReplicaSet(set));
  for (const stored of seen.controllerRevisions) note(stored, ofControllerRevision(stored));
  return [...seen.deployments, ...seen.statefulSets, ...seen.daemonSets].flatMap((workload) => {
    const revisions = (byOwner.get(ref(workload)) ?? []).sort((a, b) => a.number - b.number);
    const [before, newest] = revisions.slice(-2);
    if (!before || !newest) return [];
    const back = newest.made < before.made;
    const at = back ? (progressed(workload) ?? newest.made) : newest.made;
    if (Date.parse(at) < seen.window.since.getTime() || Date.parse(at) > seen.window.until.getTime()) return [];
    const differences = [
      ...templateDifference(before.template, newest.template),
      ...(before.replicas && newest.replicas && before.replicas !== newest.replicas
        ? [`replicas ${before.replicas} -> ${newest.replicas}`]
        : []),
    ];
    return [{ at, workload, revision: newest.number, back, differences, revisions: [newest.object, before.object] }];
  });
}

interface Revision {
  object: string;
  number: number;
  made: string;
  template: PodTemplate | undefined;
  /** What its workload wanted while it was the newest. */
  replicas: string | undefined;
}

const ofReplicaSet = (set: ReplicaSet): Revision => ({
  object: ref(set),
  number: Number(set.metadata.annotations?.['deployment.kubernetes.io/revision'] ?? 0),
  made: set.metadata.creationTimestamp ?? '',
  template: set.spec?.template,
  replicas: set.metadata.annotations?.['deployment.kubernetes.io/desired-replicas'],
});

const ofControllerRevision = (stored: ControllerRevision): Revision => ({
  object: ref(stored),
  number: stored.revision,
  made: stored.metadata.creationTimestamp ?? '',
  template: stored.data?.spec?.template,
  replicas: undefined,
});

/** A revision that is returned to keeps the day it was first made: the Deployment says when it moved. */
function progressed(workload: Rollout['workload']): string | undefined {
  if (workload.kind !== 'Deployment') return undefined;
  const { conditions } = (workload as Deployment).status ?? {};
  return conditions?.find((condition) => condition.type === 'Progressing')?.lastUpdateTime;
}
