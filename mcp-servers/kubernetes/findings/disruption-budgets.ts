import { headline, quotes } from '../../runtime/quotes.ts';
import { matches } from '../labels.ts';
import type { DisruptionBudget, Pod } from '../objects.ts';
import { isOver, ref } from '../objects.ts';
import type { Snapshot } from '../snapshot.ts';
import { workloadOf } from '../snapshot-index.ts';
import { type Draft, depth } from './draft.ts';

const violation = /violate the pod'?s disruption budget|disruption budget .{0,60}(needs|does not allow)/i;

/**
 * Budgets that hold up a drain or an eviction that is under way. One that allows no disruption while nobody asks for any
 * does what it is for.
 */
export function disruptionBudgets(snapshot: Snapshot): Draft[] {
  const leaving = new Set(snapshot.nodes.filter((node) => node.spec?.unschedulable).map((node) => node.metadata.name));
  return snapshot.disruptionBudgets.flatMap((budget) => {
    const failed = budget.status?.conditions?.find((c) => c.type === 'DisruptionAllowed' && c.reason === 'SyncFailed');
    const guarded = podsUnder(snapshot, budget);
    const held = guarded.filter((pod) => pod.spec?.nodeName && leaving.has(pod.spec.nodeName));
    const said =
      snapshot.events.findLast(
        ({ message, about }) => violation.test(message) && guarded.some((pod) => ref(pod) === about),
      ) ?? heldNode(snapshot, held);
    if (failed) return [unusable(budget, failed.message ?? '', failed.lastTransitionTime)];
    if ((budget.status?.disruptionsAllowed ?? 1) > 0 || (held.length === 0 && !said)) return [];
    return [blocking(snapshot, budget, guarded, held, said?.message)];
  });
}

/** What a drain says of the node that it cannot empty: Karpenter's and the cluster autoscaler's words. */
const heldNode = (snapshot: Snapshot, held: Pod[]) =>
  snapshot.events.findLast(
    ({ about, message }) =>
      held.some((pod) => about === `Node/-/${pod.spec?.nodeName}`) && /drain|evict|disrupt/i.test(message),
  );

function blocking(
  snapshot: Snapshot,
  budget: DisruptionBudget,
  guarded: Pod[],
  held: Pod[],
  said: string | undefined,
): Draft {
  const object = ref(budget);
  const { currentHealthy = 0, desiredHealthy = 0, expectedPods = 0 } = budget.status ?? {};
  const numbers = `allows 0 disruptions: ${currentHealthy} of ${expectedPods} pods healthy, ${desiredHealthy} must stay`;
  const nodes = [...new Set(held.map((pod) => pod.spec?.nodeName))];
  const owners = [...new Set(guarded.map((pod) => workloadOf(snapshot, pod)))];
  const drain = nodes.length > 0 ? `, so node ${nodes.join(', ')} cannot be drained of ${owners.join(', ')}` : '';
  // Too few are healthy: the budget is right, and what makes them ill is the cause.
  const ill = currentHealthy < expectedPods;
  return {
    category: 'disruption-budget',
    object,
    severity: 'warning',
    title: headline(`${object} ${numbers}${drain}`),
    since: budget.status?.conditions?.find((c) => c.type === 'DisruptionAllowed')?.lastTransitionTime,
    mechanism: 'An eviction is refused as long as the budget would be broken by it, so a drain waits for ever.',
    evidence: quotes([`${object} ${numbers}`, said, ...held.map((pod) => `${ref(pod)} on node ${pod.spec?.nodeName}`)]),
    related: [...owners, ...held.map(ref)],
    dependsOn: ill ? [...owners, ...guarded.map(ref)] : [],
    depth: depth.service,
  };
}

function unusable(budget: DisruptionBudget, message: string, since: string | undefined): Draft {
  const object = ref(budget);
  return {
    category: 'disruption-budget',
    object,
    severity: 'warning',
    title: headline(`${object} cannot be computed, so that no eviction is allowed: ${message}`),
    since,
    mechanism: 'Without knowing how many pods there should be, the budget allows no disruption.',
    evidence: quotes([message, `${object} DisruptionAllowed=False SyncFailed`]),
    related: [],
    depth: depth.configuration,
  };
}

const podsUnder = (snapshot: Snapshot, { metadata, spec }: DisruptionBudget): Pod[] =>
  snapshot.pods.filter(
    (pod) =>
      pod.metadata.namespace === metadata.namespace &&
      !isOver(pod) &&
      spec?.selector !== undefined &&
      matches(spec.selector, pod.metadata.labels),
  );
