import { headline, quotes } from '../../runtime/quotes.ts';
import type { Quota } from '../objects.ts';
import { ref, refOf } from '../objects.ts';
import { quantity } from '../quantity.ts';
import { type Snapshot, wasRead } from '../snapshot.ts';
import { topmost } from '../snapshot-index.ts';
import { type Draft, depth } from './draft.ts';
import { quotaTakers } from './quota-takers.ts';
import { serviceAccounts } from './service-accounts.ts';
import { lacksPods } from './strength.ts';
import { configurationsNamed } from './webhooks.ts';

interface Refused {
  workload: string;
  namespace: string;
  said: string;
  since: string;
}

/** Pods that the API server does not let a controller create: quota, limit range, admission, webhook, account, rights. */
export function creation(snapshot: Snapshot): Draft[] {
  const accountless = new Set(serviceAccounts(snapshot).map(({ object }) => object));
  return refusals(snapshot).flatMap((refused) => {
    const { category, words, mechanism } = kindOf(refused.said);
    // Told by the family that knows which accounts there are.
    if (category === 'missing-service-account' && accountless.has(refused.workload)) return [];
    const quota = category === 'quota-exceeded' ? quotaNamed(refused) : undefined;
    const said = refused.said.replace(/^Error creating: /, '');
    const taken = quota === undefined ? undefined : takenOf(snapshot, quota, refused);
    return {
      category,
      object: quota ?? refused.workload,
      severity: 'critical' as const,
      title: headline(
        quota
          ? `${quota} is exhausted${taken?.most ? ` (${taken.most})` : ''}, so ${refused.workload} cannot create its pods: ${said.replace(/^.*?exceeded quota/, 'exceeded quota')}`
          : `${refused.workload} cannot create its pods (${words}): ${said}`,
      ),
      since: refused.since,
      mechanism,
      evidence: quotes([refused.said, taken?.all, quota && usage(snapshot, quota)]),
      related: quota ? [refused.workload] : [],
      involves: taken?.workloads ?? [],
      dependsOn: byWebhook.has(category) ? configurationsNamed(snapshot, refused.said) : [],
      depth: byWebhook.has(category) ? depth.refused : depth.configuration,
      next: {
        tool: 'k8s_events',
        args: { namespace: refused.namespace, reason: 'FailedCreate' },
        why: 'every refusal and when it began',
      },
    };
  });
}

const byWebhook: ReadonlySet<string> = new Set(['webhook-unavailable', 'certificate-expired']);

/** The newest refusal of each workload that still lacks pods: earlier ones of a workload at full strength are history. */
function refusals(snapshot: Snapshot): Refused[] {
  const found = new Map<string, Refused>();
  for (const deployment of snapshot.deployments) {
    const failure = deployment.status?.conditions?.find((c) => c.type === 'ReplicaFailure' && c.status === 'True');
    if (!failure?.message) continue;
    const workload = ref(deployment);
    const since = failure.lastTransitionTime ?? '';
    found.set(workload, { workload, namespace: deployment.metadata.namespace ?? '-', said: failure.message, since });
  }
  for (const event of snapshot.events) {
    if (event.reason !== 'FailedCreate') continue;
    const workload = topmost(snapshot, event.about);
    if (!lacksPods(snapshot, workload)) continue;
    found.set(workload, { workload, namespace: event.namespace, said: event.message, since: event.first });
  }
  return [...found.values()];
}

const kinds: { pattern: RegExp; category: string; words: string; mechanism: string }[] = [
  {
    pattern: /fail(ed|ing) (to call|calling) webhook.*x509: certificate (has )?(expired|is not yet valid)/i,
    category: 'certificate-expired',
    words: "a webhook's certificate has expired",
    mechanism:
      'An admission webhook that must be asked has a certificate that is not valid at this time, so the pods are refused.',
  },
  {
    pattern: /exceeded quota|failed quota|must specify (requests|limits)/i,
    category: 'quota-exceeded',
    words: 'quota',
    mechanism: "Admission refuses every pod that would take the namespace's use above its ResourceQuota.",
  },
  {
    pattern: /(minimum|maximum) .* usage per|limit to request ratio/i,
    category: 'limit-range-violated',
    words: 'limit range',
    mechanism: "Admission refuses pods whose requests or limits are outside the namespace's LimitRange.",
  },
  {
    pattern: /failed calling webhook|failed to call webhook/i,
    category: 'webhook-unavailable',
    words: 'webhook does not answer',
    mechanism: 'An admission webhook that must be asked does not answer, so the API server refuses the pods.',
  },
  {
    pattern: /serviceaccount "?[^" ]+"? not found|error looking up service account/i,
    category: 'missing-service-account',
    words: 'service account does not exist',
    mechanism: 'A pod is created only when its service account exists.',
  },
  {
    pattern: /admission webhook "[^"]+" denied|violates PodSecurity|denied the request|ValidatingAdmissionPolicy/i,
    category: 'admission-denied',
    words: 'admission denied',
    mechanism: 'An admission rule of the cluster refuses the pods as they are specified.',
  },
  {
    pattern: /no PriorityClass|RuntimeClass "[^"]+" not found/i,
    category: 'bad-configuration',
    words: 'they name a class that does not exist',
    mechanism: 'A pod is created only when the PriorityClass and RuntimeClass that it names exist.',
  },
  {
    pattern: /cannot create resource|is not allowed to/i,
    category: 'permission-denied',
    words: 'forbidden',
    mechanism: 'The controller is not permitted to create the pods.',
  },
  {
    // What a plugin of the API server refuses is worded as a missing right, and is none.
    pattern: /forbidden/i,
    category: 'admission-denied',
    words: 'admission denied',
    mechanism: 'An admission plugin of the API server refuses the pods as they are specified.',
  },
];
const otherwise = { category: 'unknown', words: 'refused', mechanism: 'The API server refuses the pods.' };

export const kindOf = (said: string): { category: string; words: string; mechanism: string } =>
  kinds.find(({ pattern }) => pattern.test(said)) ?? otherwise;

function quotaNamed({ said, namespace }: Refused): string | undefined {
  const name = /(?:exceeded|failed) quota: ([a-z0-9.-]+)/i.exec(said)?.[1];
  return name ? refOf('ResourceQuota', namespace, name) : undefined;
}

/** The resource of which the refused pod would take more than is left: `requested: pods=1, used: pods=4, limited: pods=4`. */
export function lackingIn(said: string): { resource: string; limit: number } | undefined {
  const listed = (word: string): Map<string, number> => {
    const [, list = ''] = new RegExp(`${word}: ([^:]*?)(?:, \\w+:|$)`).exec(said) ?? [];
    return new Map([...list.matchAll(/([\w./-]+)=([\w.]+)/g)].map((m) => [m[1] ?? '', quantity(m[2]) ?? 0]));
  };
  const [requested, used] = [listed('requested'), listed('used')];
  const [over] = [...listed('limited')].filter(
    ([resource, limit]) => (requested.get(resource) ?? 0) + (used.get(resource) ?? 0) > limit,
  );
  return over && { resource: over[0], limit: over[1] };
}

/** Who has what the refused workload lacks. */
function takenOf(snapshot: Snapshot, quota: string, { said, namespace, since, workload }: Refused) {
  const lacking = lackingIn(said);
  if (!lacking || !wasRead(snapshot, 'pods', namespace)) return undefined;
  return quotaTakers(snapshot, { quota, namespace, since, workload, ...lacking });
}

function usage(snapshot: Snapshot, quota: string): string | undefined {
  const found: Quota | undefined = snapshot.quotas.find((q) => ref(q) === quota);
  const used = found?.status?.used;
  if (!used) return undefined;
  return `${quota} used ${Object.entries(found.status?.hard ?? {})
    .map(([resource, hard]) => `${resource} ${used[resource] ?? '0'}/${hard}`)
    .join(', ')}`;
}
