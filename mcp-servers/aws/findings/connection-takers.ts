import { headline, quotes } from '../../runtime/quotes.ts';
import type { Connection } from '../connection.ts';
import { isNamed } from '../names.ts';
import type { Span } from '../read/log-events.ts';
import { readTrail } from '../read/trail.ts';
import { Unread } from '../read/unread.ts';
import { compact, type Deed, deedLine } from '../trail/compact.ts';
import type { Draft } from './draft.ts';

/** What makes more of something run. */
const capacity =
  /:(?:UpdateService|RegisterScalableTarget|PutScalingPolicy|PutFunctionConcurrency|UpdateAutoScalingGroup|SetDesiredCapacity|RunTask|StartExecution)/;
/** Tasks take some minutes to start. */
const lead = 30 * 60_000;

/** Connections that one client took, with what was done to that client shortly before. */
export async function withDeeds(
  connection: Connection,
  drafts: Draft[],
  window: Span,
  signal: AbortSignal,
): Promise<Draft[]> {
  // What cannot be read here is no gap: whoever asks for the changes is told.
  const unread = new Unread();
  return Promise.all(
    drafts.map(async (draft) => {
      const client = draft.related?.find((name) => name.startsWith('aws:ecs/'))?.slice('aws:ecs/'.length);
      if (draft.category !== 'database-connections' || !draft.object.startsWith('aws:rds/') || !client) return draft;
      const trail = await unread.attempt('CloudTrail', () =>
        readTrail(
          connection,
          { since: new Date(window.since.getTime() - lead), until: window.until },
          { only: 'writes', pages: 2 },
          signal,
        ),
      );
      const deeds = compact((trail?.records ?? []).filter(({ error }) => error === undefined));
      const deed = deedBefore(deeds, client, draft.since);
      if (!deed) return draft;
      return {
        ...draft,
        title: headline(`${draft.title}, after ${deedLine(deed)}`),
        evidence: quotes([...draft.evidence, deedLine(deed)], 4),
      };
    }),
  );
}

const deedBefore = (deeds: Deed[], client: string, since: string | undefined): Deed | undefined =>
  deeds.find(
    ({ record, first }) =>
      capacity.test(record.action) &&
      isNamed(record.target, [client]) &&
      (since === undefined || Math.abs(first.getTime() - Date.parse(since)) <= lead),
  );
