import { headline, quotes } from '../../runtime/quotes.ts';
import type { Connection } from '../connection.ts';
import { isNamed } from '../names.ts';
import { readErrorLogs } from '../read/error-logs.ts';
import type { Span } from '../read/log-events.ts';
import { listGroups } from '../read/log-groups.ts';
import { readTrail } from '../read/trail.ts';
import type { Unread } from '../read/unread.ts';
import { compact, type Deed, deedLine } from '../trail/compact.ts';
import { type Draft, objectName } from './draft.ts';

/** PostgreSQL's `connection authorized: user=exporter database=core application_name=export-worker`, with log_connections. */
const authorized = /connection authorized: user=(\S+)(?: database=\S+)?(?: application_name=(\S+))?/;
/** What makes more of something run. */
const capacity =
  /:(?:UpdateService|RegisterScalableTarget|PutScalingPolicy|PutFunctionConcurrency|UpdateAutoScalingGroup|SetDesiredCapacity|RunTask|StartExecution)/;
/** So large a part of the new connections is one client's doing. */
const most = 0.5;
const fewest = 10;
/** Tasks take some minutes to start. */
const lead = 30 * 60_000;

/** Connections that rose, with the client that took them, and what was done to that client shortly before. */
export async function withClients(
  connection: Connection,
  drafts: Draft[],
  window: Span,
  unread: Unread,
  signal: AbortSignal,
): Promise<Draft[]> {
  return Promise.all(
    drafts.map(async (draft) => {
      if (draft.category !== 'database-connections' || !draft.object.startsWith('aws:rds/')) return draft;
      const client = await takerOf(connection, draft.object.slice('aws:rds/'.length), window, unread, signal);
      if (!client) return draft;
      const trail = await unread.attempt('CloudTrail', () =>
        readTrail(
          connection,
          { since: new Date(window.since.getTime() - lead), until: window.until },
          { only: 'writes', pages: 2 },
          signal,
        ),
      );
      const deeds = compact((trail?.records ?? []).filter(({ error }) => error === undefined));
      return named(draft, client, deedBefore(deeds, client.name, draft.since));
    }),
  );
}

interface Taker {
  name: string;
  count: number;
  all: number;
  line: string;
}

async function takerOf(
  connection: Connection,
  id: string,
  window: Span,
  unread: Unread,
  signal: AbortSignal,
): Promise<Taker | undefined> {
  const read = await unread.attempt(`log of ${id}`, async () => {
    const { items } = await listGroups(connection, { logGroupNamePrefix: `/aws/rds/instance/${id}/` }, 5, signal);
    return Promise.all(items.slice(0, 2).map(({ name }) => readErrorLogs(connection, name, window, signal)));
  });
  const seen = (read ?? []).flatMap(({ lines }) =>
    lines.flatMap(({ text }) => {
      const [, user, application] = authorized.exec(text) ?? [];
      return user === undefined ? [] : [{ name: application ?? user, line: text }];
    }),
  );
  const groups = Map.groupBy(seen, ({ name }) => name);
  const [first] = [...groups].sort(([, a], [, b]) => b.length - a.length);
  if (!first) return undefined;
  const [name, same] = first;
  if (same.length < fewest || same.length < seen.length * most) return undefined;
  return { name, count: same.length, all: seen.length, line: same.at(-1)?.line ?? '' };
}

const deedBefore = (deeds: Deed[], client: string, since: string | undefined): Deed | undefined =>
  deeds.find(
    ({ record, first }) =>
      capacity.test(record.action) &&
      isNamed(record.target, [client]) &&
      (since === undefined || Math.abs(first.getTime() - Date.parse(since)) <= lead),
  );

function named(draft: Draft, { name, count, all, line }: Taker, deed: Deed | undefined): Draft {
  const id = draft.object.slice('aws:rds/'.length);
  const after = deed ? `, after ${deedLine(deed)}` : '';
  return {
    ...draft,
    severity: 'critical',
    depth: 1,
    title: headline(
      `RDS ${id}: ${name} takes its connections, ${count} of ${all} new ones${after}; ${draft.title.replace(/^RDS \S+ /, '')}`,
    ),
    mechanism: 'One client holds more and more of a limited number of connections, and all others are refused.',
    evidence: quotes([...draft.evidence, line, deed && deedLine(deed)], 3),
    related: [...(draft.related ?? []), objectName('ecs', name)],
  };
}
