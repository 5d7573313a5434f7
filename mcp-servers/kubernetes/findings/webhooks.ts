import { headline, quotes } from '../../runtime/quotes.ts';
import type { ClusterEvent, WebhookConfiguration } from '../objects.ts';
import { isReady, ref, refOf } from '../objects.ts';
import { type Snapshot, wasRead } from '../snapshot.ts';
import { topmost, workloadOf } from '../snapshot-index.ts';
import { type Draft, depth } from './draft.ts';
import { podsBehind } from './services.ts';
import { lacksPods } from './strength.ts';

type Webhook = NonNullable<WebhookConfiguration['webhooks']>[number];

/**
 * Admission webhooks that must be asked and cannot be: their Service is not there or reaches no ready pod, or the API server
 * does not trust the certificate with which they answer.
 */
export function webhooks(snapshot: Snapshot): Draft[] {
  return [...snapshot.validatingWebhooks, ...snapshot.mutatingWebhooks].flatMap((configuration) => {
    const broken = (configuration.webhooks ?? []).flatMap((webhook) => {
      const trouble = troubleOf(snapshot, webhook);
      return trouble ? [{ webhook, ...trouble }] : [];
    });
    const [first] = broken;
    if (!first) return [];
    const object = ref(configuration);
    const refused = broken.flatMap(({ webhook }) => refusedBy(snapshot, webhook.name));
    const words = `webhook "${first.webhook.name}" must be asked (failurePolicy Fail), but ${first.words}`;
    return [
      {
        category: first.category,
        object,
        severity: refused.length > 0 ? ('critical' as const) : ('warning' as const),
        title: headline(`${object}: ${words}`),
        since: refused.map((event) => event.first).sort()[0],
        mechanism:
          first.category === 'certificate-expired'
            ? 'The API server ends the connection to a webhook whose certificate it does not trust, and refuses what it cannot have checked.'
            : 'The API server refuses every object that the webhook has to check and does not answer for.',
        evidence: quotes([`${object} ${words}`, ...refused.map(({ message }) => message)]),
        related: [first.service, ...first.owners],
        dependsOn: [...first.owners, ...first.pods],
        depth: depth.webhook,
        next: { tool: 'k8s_get', args: first.get, why: 'its way to ready pods' },
      },
    ];
  });
}

/** Refusals of the window by a webhook that did not answer. */
export const refusedBy = (snapshot: Snapshot, webhook: string): ClusterEvent[] =>
  snapshot.events.filter(
    ({ message }) => /fail(ed|ing) (to call|calling) webhook/i.test(message) && message.includes(webhook),
  );

/** The configurations that a refusal names by their webhook. */
export const configurationsNamed = (snapshot: Snapshot, said: string): string[] =>
  [...snapshot.validatingWebhooks, ...snapshot.mutatingWebhooks]
    .filter(({ webhooks = [] }) => webhooks.some(({ name }) => said.includes(`"${name}"`)))
    .map(ref);

interface Trouble {
  category: 'webhook-unavailable' | 'certificate-expired';
  words: string;
  service: string;
  get: Record<string, string>;
  owners: string[];
  pods: string[];
}

function troubleOf(snapshot: Snapshot, webhook: Webhook): Trouble | undefined {
  const { clientConfig, failurePolicy } = webhook;
  const category = 'webhook-unavailable' as const;
  const { name, namespace } = clientConfig?.service ?? {};
  if (!name || !namespace || failurePolicy === 'Ignore') return undefined;
  if (!wasRead(snapshot, 'services', namespace) || !wasRead(snapshot, 'pods', namespace)) return undefined;
  const service = refOf('Service', namespace, name);
  const get = { kind: 'Service', namespace, name };
  const found = snapshot.services.find((s) => s.metadata.name === name && s.metadata.namespace === namespace);
  if (!found) return { category, words: `${service} does not exist`, service, get, owners: [], pods: [] };
  const behind = podsBehind(snapshot, found);
  const owners = [...new Set(behind.map((pod) => workloadOf(snapshot, pod)))];
  const distrusted = refusedBy(snapshot, webhook.name)
    .filter(({ about }) => lacksPods(snapshot, topmost(snapshot, about)))
    .flatMap(({ message }) => untrusted.exec(message)?.[0] ?? [])[0];
  if (distrusted !== undefined) {
    const words = `the API server does not trust the certificate of ${service}: ${distrusted}`;
    const isOld = /expired|not yet valid/.test(distrusted);
    return { category: isOld ? 'certificate-expired' : category, words, service, get, owners, pods: [] };
  }
  if (!found.spec?.selector || behind.some(isReady)) return undefined;
  const words = `${service} has no ready endpoints (0 of ${behind.length} pods ready)`;
  return { category, words, service, get, owners, pods: behind.map(ref) };
}

/** In the words of Go's `crypto/x509`, without the advice that may follow. */
const untrusted = /x509: [^"\n]{5,160}/;
