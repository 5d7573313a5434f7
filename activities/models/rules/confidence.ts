import type { Category } from '../../../workflows/categories.ts';
import type { Submission } from '../../../workflows/contract.ts';
import type { Facts, Lead } from './facts.ts';
import { relevanceOf } from './relevance.ts';
import { isSymptom, type Root, rankedLeads } from './root.ts';
import { candidates, type Suspect, suspectsOf, unconnected } from './suspect.ts';

/**
 * What is full, refused or slow without saying who did it: certain only with the change that did, which has to bring just this and
 * to be named by the errors. Innocent changes of the same hour set limits and add queries, too.
 */
const leavesOpenWho: ReadonlySet<Category> = new Set<Category>([
  'connection-pool-exhausted',
  'database-connections',
  'database-cpu',
  'database-locks',
  'database-storage',
  'slow-query',
  'disk-full',
  'out-of-memory',
  'too-many-open-files',
  'traffic-surge',
  'certificate-expired',
  'credentials-invalid',
  'permission-denied',
  'function-timeout',
  'throttled',
  'dns',
  'dependency-outage',
  'missing-service-account',
]);

/** So much more than the next has to speak for a change, or for neither of them it is certain. */
const margin = 1;

/**
 * High rests on a mechanism that is shown from end to end: a critical cause that is no symptom, about what was asked, quoted,
 * with no rival close by, and where another may have done it, with the change that did. Low is what rests on no quote.
 */
export function confidenceIn(
  facts: Facts,
  root: Root,
  suspect: Suspect | undefined,
  quotes: number,
): Submission['confidence'] {
  if (quotes === 0 || root.relevance < 2) return 'low';
  const { severity, category } = root.lead.finding;
  const isShown = severity === 'critical' && !isSymptom(category) && !onlyRelays(root);
  if (!isShown || rivalOf(facts, root)) return 'medium';
  const isOpen = leavesOpenWho.has(category);
  if (!suspect) return isOpen || mayHaveChanged(facts, root) ? 'medium' : 'high';
  const [first, second] = suspectsOf(facts, root);
  // What is full may have been filled by either of two that may each have done it.
  const isClear = !second || !first || (!isOpen && first.score - second.score >= margin);
  return isClear && isConnected(suspect, category, isOpen) ? 'high' : 'medium';
}

/** What waits for something else, and says so, is as little certain as what it waits for. */
const relaying: ReadonlySet<Category> = new Set<Category>([
  'init-container-failing',
  'job-failing',
  'webhook-unavailable',
]);

const onlyRelays = ({ lead: { finding } }: Root): boolean =>
  relaying.has(finding.category) &&
  /refused|time?d? ?out|deadline|no such host|resolve|unreachable|x509|certificate|\b50[0-4]\b|denied|forbidden/i.test(
    [finding.title, ...finding.evidence].join('\n'),
  );

/**
 * That nothing changed is not certain while a diff that may have done it stays unread, nor where the program itself was
 * changed shortly before: that nothing connects the two may only mean that the connection was not seen.
 */
const mayHaveChanged = (facts: Facts, root: Root): boolean =>
  candidates(facts, root).length > 0 || unconnected(facts, root).length > 0;

function isConnected({ mechanism, owner }: Suspect, category: Category, isOpen: boolean): boolean {
  const { effect, shared, strength } = mechanism;
  const brings = effect?.brings.includes(category) ?? false;
  if (isOpen || owner === 'foreign' || owner === 'shared') return brings && shared.length > 0;
  return owner === 'own' ? strength >= 3 : brings;
}

/** Another cause, as critical and as near, that has nothing to do with this one. */
export function rivalOf(facts: Facts, { lead, chain }: Root): Lead | undefined {
  const linked = new Set(chain.flatMap(({ finding }) => [finding.id, finding.causedBy ?? '']));
  return rankedLeads(facts).find(
    ({ finding }) =>
      finding.severity === 'critical' &&
      // A curve of the same service shows the one trouble from another side.
      !finding.object.startsWith('aws:cloudwatch/') &&
      !isSymptom(finding.category) &&
      finding.category !== lead.finding.category &&
      !linked.has(finding.id) &&
      !linked.has(finding.causedBy ?? '-') &&
      finding.causedBy === undefined &&
      relevanceOf(finding, facts.scope) > 1,
  );
}
