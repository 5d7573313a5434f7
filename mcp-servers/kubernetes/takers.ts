import type { Pod } from './objects.ts';
import { isOver } from './objects.ts';
import { quantity } from './quantity.ts';
import type { Snapshot } from './snapshot.ts';
import { workloadOf } from './snapshot-index.ts';

/** A workload and what its pods take of something that is shared. */
export interface Taker {
  workload: string;
  pods: number;
  /** Cores, bytes or pods. */
  amount: number;
  /** What was added lately: not what a rollout put in the place of what it took away. */
  grown: number;
  /** Creation of its first pod that was added lately. */
  since?: string;
}

/** What was added so long before the shortage may have brought it about. */
const latelyMs = 24 * 60 * 60_000;
/** A Deployment makes the pods of one revision within minutes; what comes later was scaled up. */
const togetherMs = 10 * 60_000;

/**
 * Who takes how much of a resource, as a quota names it (`requests.cpu`, `limits.memory`, `pods`) or a node (`cpu`), the
 * largest first. Growth counts in the day before `since`.
 */
export function takersOf(snapshot: Snapshot, pods: Pod[], resource: string, since: string | undefined): Taker[] {
  const end = Date.parse(since || snapshot.now.toISOString());
  const groups = new Map<string, Pod[]>();
  for (const pod of pods) {
    if (isOver(pod)) continue;
    const workload = workloadOf(snapshot, pod);
    groups.set(workload, [...(groups.get(workload) ?? []), pod]);
  }
  return [...groups]
    .map(([workload, own]) => {
      const amount = sum(own, resource);
      const added = addedLately(workload, own, end);
      const first = added.map(born).sort()[0];
      return { workload, pods: own.length, amount, grown: sum(added, resource), ...(first && { since: first }) };
    })
    .filter(({ amount }) => amount > 0)
    .sort((a, b) => b.amount - a.amount || (a.workload < b.workload ? -1 : 1));
}

/** Whoever grew most lately, where that is much of what there is: a tenth of it at least. */
export function grower(takers: Taker[], of: number, except: string): Taker | undefined {
  const [most] = takers
    .filter(({ workload, grown }) => workload !== except && grown >= of / 10)
    .sort((a, b) => b.grown - a.grown);
  return most;
}

function addedLately(workload: string, pods: Pod[], end: number): Pod[] {
  const late = pods.filter((pod) => {
    const at = Date.parse(born(pod));
    return at <= end && at > end - latelyMs;
  });
  // The pods of a job are work that is done once, and each run adds its own.
  if (/^(Cron)?Job\//.test(workload)) return late;
  const first = Math.min(...pods.map((pod) => Date.parse(born(pod))));
  return late.filter((pod) => Date.parse(born(pod)) - first > togetherMs);
}

const born = ({ metadata }: Pod): string => metadata.creationTimestamp ?? '';
const sum = (pods: Pod[], resource: string): number => pods.reduce((total, pod) => total + takenBy(pod, resource), 0);

/** What quota and scheduler count of a pod: its containers together, or its largest init container. */
function takenBy({ spec }: Pod, resource: string): number {
  if (/^(count\/)?pods$/.test(resource)) return 1;
  const part = resource.startsWith('limits.') ? 'limits' : 'requests';
  const name = resource.replace(/^(requests|limits)\./, '');
  const amounts = (containers: NonNullable<typeof spec>['containers'] = []): number[] =>
    containers.map(({ resources }) => quantity(resources?.[part]?.[name] ?? resources?.limits?.[name]) ?? 0);
  const all = amounts(spec?.containers).reduce((total, amount) => total + amount, 0);
  return Math.max(all, ...amounts(spec?.initContainers));
}

/** `CronJob/shop/report takes 51 of 64 (17 pods, 48 added since 2026-05-12T09:40:00Z)` */
export function takerWords({ workload, pods, amount, grown, since }: Taker, resource: string, of: number): string {
  const count = `${pods} ${pods === 1 ? 'pod' : 'pods'}`;
  const added = grown === amount ? '' : `, ${inWords(resource, grown)} added`;
  const when = since ? `${added || ', all'} since ${since}` : '';
  return `${workload} takes ${inWords(resource, amount)} of ${inWords(resource, of)} (${count}${when})`;
}

/** Bytes as Gi or Mi, cores and counts as they are. */
export function inWords(resource: string, amount: number): string {
  const round = (value: number): string => `${Math.round(value * 100) / 100}`;
  if (!/memory|storage/.test(resource)) return round(amount);
  return amount >= 2 ** 30 ? `${round(amount / 2 ** 30)}Gi` : `${round(amount / 2 ** 20)}Mi`;
}
