import { ToolError } from '../runtime/tool-error.ts';
import type { Connection } from './connection.ts';
import type { Database } from './findings/databases/database.ts';
import { type EngineLine, engineLine } from './findings/databases/engine-log.ts';
import { rose } from './findings/databases/lines.ts';
import { isBusy } from './findings/databases/load.ts';
import { holderOf } from './findings/databases/lock-holder.ts';
import { waitsForLocks } from './findings/databases/locks.ts';
import { isLagging } from './findings/databases/replication-lag.ts';
import { slowStatements } from './findings/databases/slow-statements.ts';
import { isLowOnStorage } from './findings/databases/storage.ts';
import { shapeOf } from './metrics/shape.ts';
import { readCounters, readUsers } from './read/databases.ts';
import { listEngineLogs, readEngineLog, readProcess } from './read/engine-log.ts';
import type { Span } from './read/log-events.ts';

/**
 * Databases in trouble with what their own log says of it. Nothing is asked of a database that is well, and what cannot
 * be read here is no gap: a log that was asked about is read, and missed, with the log groups.
 */
export async function withEngineLogs(
  connection: Connection,
  databases: Database[],
  window: Span,
  signal: AbortSignal,
): Promise<Database[]> {
  return Promise.all(
    databases.map(async (database) => {
      const fillers = isLowOnStorage(database);
      const hasReason = [waitsForLocks, hasMoreClients, isBusy, isLagging].some((isSo) => isSo(database));
      if (!fillers && !hasReason) return database;
      const logs = (await attempt(() => listEngineLogs(connection, database, signal))) ?? [];
      const slow = database.load === undefined && [isBusy, isLagging, isLowOnStorage].some((isSo) => isSo(database));
      const log = await readable(() => readEngineLog(connection, logs, window, { fillers, slow }, signal));
      const holder = holderOf(log)?.pid;
      const [held, seen] = await Promise.all([
        holder ? readable(() => readProcess(connection, logs, holder, window, signal)) : [],
        insightsOf(connection, database, window, signal),
      ]);
      return { ...database, ...seen, load: database.load ?? slowStatements(log), log: merged(log, held) };
    }),
  );
}

function hasMoreClients({ curves }: Database): boolean {
  const connections = curves.get('DatabaseConnections');
  return connections !== undefined && rose(connections);
}

/** Who is busy, and what idles with a transaction open. */
async function insightsOf(
  connection: Connection,
  { resource, engine = '' }: Database,
  window: Span,
  signal: AbortSignal,
): Promise<Pick<Database, 'users' | 'idle' | 'limit'>> {
  if (resource === undefined) return {};
  const [users, counters] = await Promise.all([
    attempt(() => readUsers(connection, resource, window, signal)),
    /postgres/.test(engine) ? attempt(() => readCounters(connection, resource, window, signal)) : undefined,
  ]);
  const level = (name: string) => {
    const points = counters?.get(`db.${name}.avg`) ?? [];
    return shapeOf(points, new Date(points[0]?.at ?? 0));
  };
  const count = level('state.idle_in_transaction_count');
  return {
    users,
    limit: level('User.max_connections')?.now,
    idle: count && {
      count: count.now,
      before: count.base,
      seconds: level('state.idle_in_transaction_max_time')?.now,
    },
  };
}

async function attempt<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof ToolError) return undefined;
    throw error;
  }
}

const readable = async (read: () => ReturnType<typeof readEngineLog>): Promise<EngineLine[]> =>
  ((await attempt(read)) ?? []).flatMap((line) => engineLine(line) ?? []);

const merged = (some: EngineLine[], more: EngineLine[]): EngineLine[] =>
  [...new Map([...some, ...more].map((line) => [`${line.at} ${line.text}`, line])).values()].sort((a, b) =>
    a.at.localeCompare(b.at),
  );
