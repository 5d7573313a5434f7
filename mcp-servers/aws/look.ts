import type { ToolContext } from '../runtime/tool.ts';
import type { Scope } from './arguments.ts';
import { type Place, placeName } from './config.ts';
import type { Connection } from './connection.ts';
import { lookAtAlarms } from './look-at-alarms.ts';
import { lookAtClusters } from './look-at-clusters.ts';
import { lookAtDatabases } from './look-at-databases.ts';
import { lookAtFunctions, lookAtTargets } from './look-at-edges.ts';
import { lookAtHealth, withHealth } from './look-at-health.ts';
import { lookAtLogs } from './look-at-logs.ts';
import { lookAtMetrics } from './look-at-metrics.ts';
import { lookAtServices } from './look-at-services.ts';
import { lookAtTraces } from './look-at-traces.ts';
import { lookAtTrail } from './look-at-trail.ts';
import { lookFurther } from './look-further.ts';
import type { Part } from './look-part.ts';
import { namesOf } from './names.ts';
import { type Ranked, rank } from './rank.ts';
import type { Span } from './read/log-events.ts';
import type { Unread } from './read/unread.ts';
import type { ToldDeed } from './trail/told.ts';

/** What one account and region show. */
export interface Look {
  place: Place;
  findings: Ranked[];
  /** What was there before, or changed: said, but no finding. */
  remarks: string[];
  /** What was wrong within the window and no longer is. */
  recovered: string[];
  examined: string[];
  deeds: ToldDeed[];
}

export async function look(
  connection: Connection,
  scope: Scope | undefined,
  window: Span,
  unread: Unread,
  { signal, now }: Pick<ToolContext, 'signal' | 'now'>,
): Promise<Look> {
  const names = namesOf(scope);
  const edges = lookAtTargets(connection, names, unread, signal);
  const [alarms, services, metrics, trail, traces, functions, targets, clusters, health] = await Promise.all([
    lookAtAlarms(connection, names, window, unread, signal),
    lookAtServices(connection, names, window, unread, signal),
    Promise.all([lookAtDatabases(connection, names, window, unread, signal), edges]).then(
      ([databases, { loadBalancers }]) =>
        lookAtMetrics(connection, { names, databases, loadBalancers }, window, unread, { signal, now }),
    ),
    lookAtTrail(connection, names, window, unread, signal),
    lookAtTraces(connection, names, window, unread, signal),
    lookAtFunctions(connection, names, unread, signal),
    edges,
    lookAtClusters(connection, scope, names, window, unread, signal),
    lookAtHealth(connection, window, unread, signal),
  ]);
  const logs = await lookAtLogs(
    connection,
    { names, given: scope?.log_groups ?? [], views: services.named },
    window,
    unread,
    signal,
  );
  const near: Part[] = [services, functions, targets, clusters, trail, logs, metrics, traces, alarms];
  const seen = near.flatMap((part) => part.drafts);
  const further = await lookFurther(connection, names, seen, window, { signal, now });
  const parts = [...near, ...further.parts];
  const drafts = [...further.drafts, ...further.parts.flatMap((part) => part.drafts)];
  return {
    place: connection.place,
    findings: rank(withHealth(health.drafts, drafts)),
    remarks: [
      ...parts.flatMap(({ remarks }) => remarks),
      ...parts.flatMap(({ beside }) => beside.map((what) => `not named so, but read: ${what}`)),
    ],
    recovered: [...parts, health].flatMap(({ recovered = [] }) => recovered),
    deeds: parts.flatMap(({ deeds = [] }) => deeds),
    examined: parts.flatMap(({ examined }) => examined).map((line) => `${line} in ${placeName(connection.place)}`),
  };
}
