import { shown } from '../../runtime/log-events.ts';
import { headline, quotes } from '../../runtime/quotes.ts';
import type { Ingress } from '../objects.ts';
import { ref, refOf } from '../objects.ts';
import type { Snapshot } from '../snapshot.ts';
import { eventsAbout } from '../snapshot-index.ts';
import { type Draft, depth } from './draft.ts';
import { stillHappening } from './lasting.ts';

const absent = /not found|does not exist|no (such )?secret|missing/i;

/** Secrets of certificates that do not exist, as the Ingress's controller says: Secrets themselves are never looked up. */
export function ingressCertificates(snapshot: Snapshot): Draft[] {
  return snapshot.ingresses.flatMap((ingress) => {
    const wanted = [...new Set((ingress.spec?.tls ?? []).flatMap(({ secretName }) => secretName ?? []))];
    return wanted.flatMap((secret) => {
      const said = saidInEvents(snapshot, ingress, secret) ?? saidInLogs(snapshot, ingress, secret);
      return said ? [withoutSecret(ingress, secret, said)] : [];
    });
  });
}

function saidInEvents(snapshot: Snapshot, ingress: Ingress, secret: string): string | undefined {
  const recent = eventsAbout(snapshot, ref(ingress)).filter(
    ({ last }) => Date.parse(last) >= snapshot.window.since.getTime(),
  );
  return recent.findLast(({ type, message }) => type === 'Warning' && isAbout(message, secret))?.message;
}

/** A controller names the Secret with its namespace: other namespaces may have one of the same name. */
function saidInLogs(snapshot: Snapshot, ingress: Ingress, secret: string): string | undefined {
  const full = `${ingress.metadata.namespace}/${secret}`;
  for (const log of snapshot.logs) {
    const lines = log.lines.filter(({ text }) => isAbout(text, full));
    const last = lines.at(-1);
    if (last && stillHappening(snapshot, lines, log.lines)) return shown(last);
  }
  return undefined;
}

const isAbout = (text: string, secret: string): boolean =>
  absent.test(text) && text.split(/[^\w./-]+/).some((word) => word.replace(/[.:]+$/, '') === secret);

function withoutSecret(ingress: Ingress, secret: string, said: string): Draft {
  const object = ref(ingress);
  const { namespace } = ingress.metadata;
  return {
    category: 'missing-secret',
    object,
    severity: 'warning',
    title: headline(`${object}: its certificate's Secret "${secret}" not found, it does not exist in ${namespace}`),
    since: ingress.metadata.creationTimestamp,
    mechanism: 'Without the Secret the controller serves a certificate of its own, which no client trusts.',
    evidence: quotes([said]),
    related: [refOf('Secret', namespace, secret)],
    depth: depth.configuration,
  };
}
