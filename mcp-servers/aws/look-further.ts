import type { Connection } from './connection.ts';
import { withDeeds } from './findings/connection-takers.ts';
import type { Draft } from './findings/draft.ts';
import { lookAtDatabases } from './look-at-databases.ts';
import { lookAtLogs } from './look-at-logs.ts';
import { lookAtMetrics } from './look-at-metrics.ts';
import type { Part } from './look-part.ts';
import { isNamed } from './names.ts';
import { idOf } from './rank.ts';
import type { Span } from './read/log-events.ts';
import { Unread } from './read/unread.ts';

/** Each takes some ten requests. */
const mostFurther = 3;

/** What a program says, or shows, when its database is the trouble. */
const ofDatabase = new Set(['connection-pool-exhausted', 'database-connections', 'slow-query', 'database-locks']);
/** What keeps a database from answering its clients. */
const brought = new Set([
  'database-connections',
  'database-locks',
  'database-cpu',
  'database-storage',
  'dependency-outage',
]);
const refusal = /remaining connection slots|too many clients|too many connections/i;
const host = /\b([a-z][\w-]*)\.(?:cluster-(?:ro-)?)?[\w-]+\.[\w-]+\.rds\.amazonaws\.com\b/g;

/**
 * One step beyond what was asked about: databases that its errors name or that an alarm accuses while they speak of one,
 * and, where nothing was named at all, the logs of what its alarms and curves are about. What that shows is put before the
 * errors that it explains. What cannot be read here is no gap, since nobody asked for it.
 */
export async function lookFurther(
  connection: Connection,
  names: string[],
  drafts: Draft[],
  window: Span,
  { signal, now }: { signal: AbortSignal; now: () => Date },
): Promise<{ drafts: Draft[]; parts: Part[] }> {
  const explained = ofOwnDatabase(await withDeeds(connection, drafts, window, signal));
  return further(connection, names, explained, window, { signal, now });
}

/** What a program says of its database follows from what is wrong with the one database that was asked about. */
function ofOwnDatabase(drafts: Draft[]): Draft[] {
  const own = drafts.filter(
    ({ object, relevant, category, title }) =>
      relevant && object.startsWith('aws:rds/') && brought.has(category) && !title.startsWith('Alarm '),
  );
  const refused = drafts.some(
    (one) => one.relevant && !own.includes(one) && refusal.test([one.title, ...one.evidence].join('\n')),
  );
  const told = own.map(
    (one): Draft =>
      refused && one.category === 'database-connections' && one.depth === 2
        ? {
            ...one,
            severity: 'critical',
            depth: 1,
            title: one.title.replace('connections rose', 'connections exhausted'),
          }
        : one,
  );
  const roots = told.filter(({ depth, severity }) => depth <= 1 && severity === 'critical');
  const [root] = roots.toSorted((a, b) => a.depth - b.depth);
  const objects = new Set(roots.map(({ object }) => object));
  return drafts.map((draft) => {
    const at = own.indexOf(draft);
    const one = told[at];
    if (one) return one;
    const follows = root && objects.size === 1 && draft.relevant && draft.causedBy === undefined;
    return follows && (ofDatabase.has(draft.category) || refusal.test(draft.title))
      ? { ...draft, severity: 'warning', depth: 2, causedBy: idOf(root) }
      : draft;
  });
}

async function further(
  connection: Connection,
  names: string[],
  drafts: Draft[],
  window: Span,
  { signal, now }: { signal: AbortSignal; now: () => Date },
): Promise<{ drafts: Draft[]; parts: Part[] }> {
  const databases = accused(drafts, names).slice(0, mostFurther);
  const logged = names.length === 0 ? subjects(drafts).slice(0, mostFurther) : [];
  if (databases.length + logged.length === 0) return { drafts, parts: [] };
  const unread = new Unread();
  const [metrics, logs] = await Promise.all([
    databases.length === 0
      ? undefined
      : lookAtDatabases(connection, databases, window, unread, signal).then((views) =>
          lookAtMetrics(connection, { names: databases, databases: views, loadBalancers: [] }, window, unread, {
            signal,
            now,
          }),
        ),
    logged.length === 0
      ? undefined
      : lookAtLogs(connection, { names: logged, given: [], views: [] }, window, unread, signal),
  ]);
  const found = metrics ? await withDeeds(connection, metrics.drafts, window, signal) : [];
  const own = found.filter(({ object }) => databases.some((name) => object === `aws:rds/${name}`));
  const [cause] = own;
  const explained = drafts.map((draft) =>
    cause && own.length === 1 && draft.relevant && draft.causedBy === undefined && ofDatabase.has(draft.category)
      ? { ...draft, depth: 2 as const, causedBy: idOf(cause) }
      : draft,
  );
  const rest = explained.filter(
    ({ category, object }) => !own.some((o) => o.category === category && o.object === object),
  );
  return { drafts: [...own, ...rest], parts: logs ? [logs] : [] };
}

/** By name in an error's text, or by an alarm that fires while what was asked about speaks of its database. */
function accused(drafts: Draft[], names: string[]): string[] {
  const own = drafts.filter(({ relevant }) => relevant);
  const hosts = own.flatMap(({ title, evidence }) =>
    [...[title, ...evidence].join('\n').matchAll(host)].map(([, id = '']) => id),
  );
  const speaks = own.some(({ category }) => ofDatabase.has(category));
  const alarmed = drafts
    .filter(({ object, relevant }) => speaks && !relevant && object.startsWith('aws:rds/'))
    .map(({ object }) => object.slice('aws:rds/'.length));
  return [...new Set([...hosts, ...alarmed])].filter((id) => !isNamed(id, names));
}

/** Services and groups that fail, the ones that alarms are about first. */
function subjects(drafts: Draft[]): string[] {
  const failing = drafts.filter(({ object }) => /^aws:(?:ecs|lambda|elbv2)\//.test(object));
  const alarms = failing.filter(({ title }) => title.startsWith('Alarm '));
  return [...new Set([...alarms, ...failing].map(({ object }) => object.split('/').at(-1) ?? ''))].filter(
    (name) => name.length >= 3,
  );
}
