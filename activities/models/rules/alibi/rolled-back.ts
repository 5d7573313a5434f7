import type { Category } from '../../../../workflows/categories.ts';
import type { Facts, Seen } from '../facts.ts';
import type { Root } from '../root.ts';
import type { Change } from '../structured.ts';
import { minutesBefore } from '../timeline.ts';
import type { Accused } from './accused.ts';

/** What a change leaves behind lasts longer than the change. */
const lasting: ReadonlySet<Category> = new Set<Category>([
  'schema-mismatch',
  'database-locks',
  'database-storage',
  'disk-full',
  'slow-query',
  'database-cpu',
  'credentials-invalid',
]);
const migrates = /migrat|\.sql$|schema/i;
/** Processes end, queues drain and dashboards lag for so long after a rollback. */
const settledMinutes = 8;

/** The same errors of a version that does not hold it, after that version was put back. */
export function goesOnWithoutIt({ change, commit, at }: Accused, facts: Facts, root: Root): string | undefined {
  if (lasting.has(root.lead.finding.category) || commit.files.some(({ path }) => migrates.test(path))) return undefined;
  const lines = [root.lead, ...root.chain, ...root.supporting].flatMap(({ finding }) => finding.evidence);
  const isMine = (sha: string): boolean => change.sha.startsWith(sha) || sha.startsWith(change.sha);
  for (const back of facts.deployments) {
    const isLater = Date.parse(back.at) > Date.parse(at);
    const isOfSame = back.repository === change.repository && (back.service ?? '') === (serviceOf(change, facts) ?? '');
    if (!isLater || !isOfSame || isMine(back.sha) || !isOlder(back, change, facts)) continue;
    const hasFailed = /fail|error|pending|queued|in_progress|inactive/i.test(back.state ?? '');
    const still = lines.find((line) => {
      const said = timeIn(line);
      const isAfter = said !== undefined && (minutesBefore(back.at, said) ?? 0) >= settledMinutes;
      // A deployment that ended badly has put it back only where the program itself says so.
      return isAfter && (versionsIn(line).some((one) => back.sha.startsWith(one)) || !hasFailed);
    });
    if (still)
      return `It was rolled back to ${back.sha.slice(0, 7)} at ${back.at}, and that fails as well at ${timeIn(still)}.`;
  }
  return undefined;
}

const serviceOf = ({ sha, service }: Change, { deployments }: Facts): string | undefined =>
  service ?? deployments.find((one) => one.sha === sha)?.service;

/** Committed before it, or, where the list of commits has the change and not this one, before that list begins. */
function isOlder(back: Change, change: Seen<Change>, { changes, deployments }: Facts): boolean {
  const committed = changes.find(({ sha }) => sha === back.sha)?.committedAt;
  const mine = Date.parse(change.committedAt ?? change.at);
  if (committed) return Date.parse(committed) < mine;
  return (
    change.committedAt !== undefined || deployments.some((one) => one.sha === back.sha && Date.parse(one.at) < mine)
  );
}

const timeIn = (line: string): string | undefined => /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/.exec(line)?.[0];

const versionsIn = (line: string): string[] =>
  [
    ...line.matchAll(/\b(?:version|revision|rev|release|commit|sha|build|v)\\?"?\s*[=:]\s*\\?"?([0-9a-f]{7,40})\b/gi),
  ].map(([, sha = '']) => sha);
