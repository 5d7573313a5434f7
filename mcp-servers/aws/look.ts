import type { Finding } from '../runtime/finding.ts';
import type { ToolContext } from '../runtime/tool.ts';
import type { Scope } from './arguments.ts';
import { placeName } from './config.ts';
import type { Connection } from './connection.ts';
import { alarmFinding, alarmLine } from './findings/alarms.ts';
import { endedErrors, type GroupReading, logFindings, quietLines, standingErrors } from './findings/log-errors.ts';
import { changesOf, isWeak, serviceFindings } from './findings/services.ts';
import { lookAtDatabases } from './look-at-databases.ts';
import { lookAtFunctions, lookAtTargets } from './look-at-edges.ts';
import { lookAtHealth, withHealth } from './look-at-health.ts';
import { lookAtMetrics } from './look-at-metrics.ts';
import { logGroupsOf, lookAtService, type ServiceView } from './look-at-service.ts';
import { lookAtTraces } from './look-at-traces.ts';
import { lookAtTrail } from './look-at-trail.ts';
import { type Part, place } from './look-part.ts';
import { isNamed, namesOf } from './names.ts';
import { rank } from './rank.ts';
import { readAlarms } from './read/alarms.ts';
import { listServices, readServices } from './read/ecs.ts';
import { readErrorLogs } from './read/error-logs.ts';
import type { Span } from './read/log-events.ts';
import { groupsOf } from './read/log-groups.ts';
import { shortName } from './read/paged.ts';
import type { Unread } from './read/unread.ts';

/** What one account and region show. */
export interface Look {
  findings: Finding[];
  /** What was there before, or changed: said, but no finding. */
  remarks: string[];
  /** What was wrong within the window and no longer is. */
  recovered: string[];
  examined: string[];
}

const mostGroups = 10;
/** Services whose tasks and definitions are read: three requests each. */
const mostViews = 15;

export async function look(
  connection: Connection,
  scope: Scope | undefined,
  window: Span,
  unread: Unread,
  { signal, now }: Pick<ToolContext, 'signal' | 'now'>,
): Promise<Look> {
  const names = namesOf(scope);
  const [alarms, services, metrics, trail, traces, functions, targets, health] = await Promise.all([
    lookAtAlarms(connection, names, window, unread, signal),
    lookAtServices(connection, names, window, unread, signal),
    lookAtDatabases(connection, names, window, unread, signal).then((databases) =>
      lookAtMetrics(connection, names, databases, window, unread, { signal, now }),
    ),
    lookAtTrail(connection, names, window, unread, signal),
    lookAtTraces(connection, names, window, unread, signal),
    lookAtFunctions(connection, names, unread, signal),
    lookAtTargets(connection, names, unread, signal),
    lookAtHealth(connection, window, unread, signal),
  ]);
  const logs = await lookAtLogs(
    connection,
    { names, given: scope?.log_groups ?? [], views: services.named },
    window,
    unread,
    signal,
  );
  const parts: Part[] = [services, functions, targets, trail, logs, metrics, traces, alarms];
  const drafts = parts.flatMap((part) => part.drafts);
  return {
    findings: rank(withHealth(health.drafts, drafts)),
    remarks: [
      ...parts.flatMap(({ remarks }) => remarks),
      ...parts.flatMap(({ beside }) => beside.map((what) => `not named so, but read: ${what}`)),
    ],
    recovered: [...parts, health].flatMap(({ recovered = [] }) => recovered),
    examined: parts.flatMap(({ examined }) => examined).map((line) => `${line} in ${placeName(connection.place)}`),
  };
}

async function lookAtAlarms(
  connection: Connection,
  names: string[],
  window: Span,
  unread: Unread,
  signal: AbortSignal,
): Promise<Part> {
  const read = await unread.attempt('alarms', () =>
    Promise.all([readAlarms(connection, 'ALARM', signal), readAlarms(connection, 'OK', signal)]),
  );
  if (!read) return { drafts: [], remarks: [], examined: [], beside: [] };
  const [firing, ok] = read;
  const drafts = firing.items.map((alarm) => alarmFinding(alarm, names));
  const related = ok.items.filter(
    ({ name, description, reason }) => names.length === 0 || isNamed(`${name} ${description} ${reason}`, names),
  );
  const recovered = related.filter(
    ({ since }) => since !== undefined && since >= window.since && since <= window.until,
  );
  const count = `${firing.items.length}${firing.more ? '+' : ''} alarms firing, ${ok.items.length}${ok.more ? '+' : ''} OK`;
  const watched = related.length + drafts.filter(({ relevant }) => relevant).length;
  const what = names.length === 0 ? count : `${watched} alarms named so (${count} in all)`;
  return {
    drafts,
    remarks: [],
    recovered: recovered.slice(0, 3).map((alarm) => `alarm over: ${alarmLine(alarm)}`),
    ...place(watched > 0 || names.length === 0, watched > 0 ? what : count),
  };
}

async function lookAtServices(
  connection: Connection,
  names: string[],
  window: Span,
  unread: Unread,
  signal: AbortSignal,
): Promise<Part & { named: ServiceView[] }> {
  const nothing = { drafts: [], remarks: [], examined: [], beside: [], named: [] };
  const list = await unread.attempt('ECS services', () => listServices(connection, signal));
  if (!list || list.all.length === 0) return nothing;
  const read = await unread.attempt('ECS services', () => readServices(connection, list, names, signal));
  if (!read) return nothing;
  if (read.left > 0) unread.note(`${read.left} ECS services: past the first ${read.services.length}, name the service`);
  if (list.more) unread.note('ECS clusters and services past the first: name the service');
  const relevant = read.named || names.length === 0;
  const weak = (service: (typeof read.services)[number]): boolean =>
    isWeak(service) || (service.deployments?.length ?? 0) > 1;
  const wanted = read.services.filter((service) => read.named || weak(service)).slice(0, mostViews);
  const views = await Promise.all(wanted.map((service) => lookAtService(connection, service, unread, signal)));
  const drafts = views
    .flatMap((view) => serviceFindings(view, window, relevant))
    // Of services that nobody asked about, a warning is enough.
    .map((draft) => (relevant ? draft : { ...draft, severity: 'warning' as const }));
  const deployed = views.filter((view) => {
    const at = view.service.deployments?.find(({ status }) => status === 'PRIMARY')?.createdAt;
    return at !== undefined && at >= window.since && at <= window.until;
  });
  const what = read.named ? `ECS services named so (${list.all.length} in all)` : 'ECS services';
  const strong = read.services.filter((service) => !isWeak(service)).length;
  return {
    drafts,
    remarks: deployed.flatMap(changesOf).filter((line) => !drafts.some(({ evidence }) => evidence.includes(line))),
    ...place(relevant, `${read.services.length} ${what} of ${list.clusters} clusters, ${strong} at strength`),
    named: read.named ? views : [],
  };
}

async function lookAtLogs(
  connection: Connection,
  wanted: { names: string[]; given: string[]; views: ServiceView[] },
  window: Span,
  unread: Unread,
  signal: AbortSignal,
): Promise<Part> {
  const nothing = { drafts: [], remarks: [], examined: [], beside: [] };
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
