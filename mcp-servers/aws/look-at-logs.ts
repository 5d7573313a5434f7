import type { Connection } from './connection.ts';
import { endedErrors, type GroupReading, logFindings, quietLines, standingErrors } from './findings/log-errors.ts';
import { logGroupsOf, type ServiceView } from './look-at-service.ts';
import { nothing, type Part, place } from './look-part.ts';
import { readErrorLogs } from './read/error-logs.ts';
import type { Span } from './read/log-events.ts';
import { groupsOf } from './read/log-groups.ts';
import { shortName } from './read/paged.ts';
import type { Unread } from './read/unread.ts';

const mostGroups = 10;

/** Errors that are new in the log groups of what was asked about, and what was there before. */
export async function lookAtLogs(
  connection: Connection,
  wanted: { names: string[]; given: string[]; views: ServiceView[] },
  window: Span,
  unread: Unread,
  signal: AbortSignal,
): Promise<Part> {
  const ofServices = wanted.views.flatMap((view) =>
    logGroupsOf(view).map((group) => ({ group, service: shortName(view.service.serviceArn) })),
  );
  const given = [...new Set([...wanted.given, ...ofServices.map(({ group }) => group)])];
  const chosen = await unread.attempt('log groups', () =>
    groupsOf(connection, { names: wanted.names, given, most: mostGroups }, signal),
  );
  if (!chosen) return nothing;
  for (const left of chosen.left) unread.note(left);
  if (chosen.how === 'none') {
    const why = wanted.names.length > 0 ? `none is named ${wanted.names.join(', ')}` : 'no name chooses among them';
    unread.note(`logs: ${why}; aws_get with what=log_groups lists them`);
    return nothing;
  }
  const readings = await Promise.all(
    chosen.groups.map(async ({ name }): Promise<GroupReading | undefined> => {
      const reading = await unread.attempt(`log group ${name}`, () => readErrorLogs(connection, name, window, signal));
      if (!reading) return undefined;
      if (reading.more) unread.note(`log group ${name}: lines after ${reading.lines.at(-1)?.at}, narrow the window`);
      return { group: name, service: ofServices.find(({ group }) => group === name)?.service, reading };
    }),
  );
  const read = readings.filter((reading) => reading !== undefined);
  if (read.length === 0) return nothing;
  const lines = read.reduce((sum, { reading }) => sum + reading.lines.length, 0);
  const searched = read.filter(({ reading }) => reading.searched).length;
  const how = searched > 0 ? `, ${searched} of them searched for trouble only` : '';
  const concerns = chosen.how !== 'few' || wanted.names.length === 0;
  return {
    // Where no name chose the groups, what they hold may concern something else.
    drafts: read.flatMap(logFindings).map((draft) => ({ ...draft, relevant: concerns })),
    remarks: [...read.flatMap(standingErrors), ...read.flatMap(quietLines)],
    recovered: read.flatMap(endedErrors),
    ...place(concerns, `${read.length} log groups, ${lines} lines${how}`),
  };
}
