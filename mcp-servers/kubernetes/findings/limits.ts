import { headline, quotes } from '../../runtime/quotes.ts';
import type { Container, LimitRange, Quota, Workload } from '../objects.ts';
import { ref, templateOf } from '../objects.ts';
import { quantity } from '../quantity.ts';
import type { Snapshot } from '../snapshot.ts';
import { topmost, workloadsOf } from '../snapshot-index.ts';
import { type Draft, depth } from './draft.ts';
import { quotaTakers } from './quota-takers.ts';
import { strengthOf } from './strength.ts';

/**
 * Workloads that lack pods nobody tells why, while a quota of their namespace is used up or a limit range forbids what
 * they ask for: the events that said so are gone after an hour.
 */
export function limits(snapshot: Snapshot): Draft[] {
  const told = new Set(
    snapshot.events.filter(({ reason }) => reason === 'FailedCreate').map(({ about }) => topmost(snapshot, about)),
  );
  return workloadsOf(snapshot).flatMap((workload) => {
    const { wanted, created } = strengthOf(workload);
    const failing = workload.kind === 'Deployment' && JSON.stringify(workload.status ?? {}).includes('ReplicaFailure');
    if (created >= wanted || told.has(ref(workload)) || failing) return [];
    const { namespace } = workload.metadata;
    const lacking = `${ref(workload)} has ${created} of ${wanted} pods`;
    const quotas = snapshot.quotas.filter((quota) => quota.metadata.namespace === namespace);
    const ranges = snapshot.limitRanges.filter((range) => range.metadata.namespace === namespace);
    return [
      ...quotas.flatMap((quota) => exhausted(snapshot, quota, workload, lacking)),
      ...ranges.flatMap((range) => violated(range, workload, lacking)),
    ].slice(0, 1);
  });
}

function exhausted(snapshot: Snapshot, quota: Quota, workload: Workload, lacking: string): Draft[] {
  const { hard = {}, used = {} } = quota.status ?? {};
  const full = Object.keys(hard).filter(
    (resource) =>
      /^(pods|count\/pods|(requests|limits)\.(cpu|memory)|cpu|memory)$/.test(resource) &&
      (quantity(used[resource]) ?? 0) >= (quantity(hard[resource]) ?? Number.POSITIVE_INFINITY),
  );
  if (full.length === 0) return [];
  const object = ref(quota);
  const use = full.map((resource) => `${resource} ${used[resource]}/${hard[resource]}`).join(', ');
  const [resource = ''] = full;
  const namespace = quota.metadata.namespace ?? '';
  const limit = quantity(hard[resource]) ?? 0;
  const taken = quotaTakers(snapshot, {
    quota: object,
    namespace,
    since: '',
    workload: ref(workload),
    resource,
    limit,
  });
  return [
    {
      category: 'quota-exceeded',
      object,
      severity: 'critical',
      title: headline(`${object} is used up (${use}), and ${lacking}${taken.most ? `; ${taken.most}` : ''}`),
      mechanism: "Admission refuses every pod that would take the namespace's use above its ResourceQuota.",
      evidence: quotes([`${object} used ${use}`, taken.all, lacking]),
      related: [ref(workload)],
      involves: taken.workloads,
      depth: depth.configuration,
    },
  ];
}

function violated(range: LimitRange, workload: Workload, lacking: string): Draft[] {
  const containers = templateOf(workload)?.spec?.containers ?? [];
  const [broken] = (range.spec?.limits ?? [])
    .filter(({ type }) => type === 'Container')
    .flatMap((limit) => containers.flatMap((container) => violationsOf(container, limit)));
  if (!broken) return [];
  const object = ref(workload);
  return [
    {
      category: 'limit-range-violated',
      object,
      severity: 'critical',
      title: headline(`${object}: ${broken}, which ${ref(range)} forbids, and ${lacking}`),
      mechanism: "Admission refuses pods whose requests or limits are outside the namespace's LimitRange.",
      evidence: quotes([`${ref(range)}: ${broken}`, lacking]),
      related: [ref(range)],
      depth: depth.configuration,
    },
  ];
}

type Limit = NonNullable<NonNullable<LimitRange['spec']>['limits']>[number];

function violationsOf({ name, resources }: Container, { max = {}, min = {} }: Limit): string[] {
  const above = Object.entries(max).flatMap(([resource, most]) => {
    const asked = resources?.limits?.[resource] ?? resources?.requests?.[resource];
    return (quantity(asked) ?? 0) > (quantity(most) ?? Number.POSITIVE_INFINITY)
      ? [`container ${name} asks for ${resource} ${asked}, the maximum is ${most}`]
      : [];
  });
  const below = Object.entries(min).flatMap(([resource, least]) => {
    const asked = resources?.requests?.[resource];
    return asked !== undefined && (quantity(asked) ?? 0) < (quantity(least) ?? 0)
      ? [`container ${name} asks for ${resource} ${asked}, the minimum is ${least}`]
      : [];
  });
  return [...above, ...below];
}
