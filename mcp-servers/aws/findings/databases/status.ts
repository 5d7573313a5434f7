import { headline, quotes } from '../../../runtime/quotes.ts';
import { stamp } from '../../../runtime/window.ts';
import { type Draft, objectName } from '../draft.ts';
import type { Database } from './database.ts';
import { eventsOf, moreOf } from './lines.ts';

/** What RDS calls an instance that serves nobody, and why. */
const outOfService: { status: RegExp; category: string; words: string }[] = [
  { status: /^storage-full$/, category: 'database-storage', words: 'its storage is full' },
  { status: /^inaccessible-encryption/, category: 'permission-denied', words: 'its encryption key cannot be used' },
  { status: /^(?:stopped|stopping)$/, category: 'scaled-to-zero', words: 'it was stopped' },
  {
    status: /^(?:failed|incompatible-.*|restore-error|insufficient-capacity|deleting)$/,
    category: 'dependency-outage',
    words: 'it is out of service',
  },
  { status: /^rebooting$/, category: 'dependency-outage', words: 'it restarts' },
];

export function statusFinding(database: Database): Draft[] | undefined {
  const { id, status = '' } = database;
  const known = outOfService.find((one) => one.status.test(status));
  if (!known) return undefined;
  return [
    {
      category: known.category,
      object: objectName('rds', id),
      severity: 'critical',
      title: headline(`RDS ${id} is ${status}: ${known.words}`),
      mechanism: 'What needs the database fails while it serves nobody.',
      evidence: quotes([`RDS ${id} status ${status}`, ...eventsOf(database).slice(-2)]),
      ...(database.events[0] && { since: stamp(database.events[0].at) }),
      relevant: true,
      depth: 0,
      next: moreOf(id),
    },
  ];
}
