import { ToolError } from '../runtime/tool-error.ts';
import type { Connection } from './connection.ts';
import type { Database } from './findings/databases/database.ts';
import { type EngineLine, engineLine } from './findings/databases/engine-log.ts';
import { rose } from './findings/databases/lines.ts';
import { holderOf } from './findings/databases/lock-holder.ts';
import { waitsForLocks } from './findings/databases/locks.ts';
import { isLowOnStorage } from './findings/databases/storage.ts';
import { readEngineLog, readProcess } from './read/engine-log.ts';
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
      const slots = isLowOnStorage(database);
      if (!slots && !waitsForLocks(database) && !hasMoreClients(database)) return database;
      const log = await readable(() => readEngineLog(connection, database.id, window, { slots }, signal));
      const holder = holderOf(log)?.pid;
      const held = holder ? await readable(() => readProcess(connection, database.id, holder, window, signal)) : [];
      return { ...database, log: merged(log, held) };
    }),
  );
}

function hasMoreClients({ curves }: Database): boolean {
  const connections = curves.get('DatabaseConnections');
  return connections !== undefined && rose(connections);
}

async function readable(read: () => ReturnType<typeof readEngineLog>): Promise<EngineLine[]> {
  try {
    return (await read()).flatMap((line) => engineLine(line) ?? []);
  } catch (error) {
    if (error instanceof ToolError) return [];
    throw error;
  }
}

const merged = (some: EngineLine[], more: EngineLine[]): EngineLine[] =>
  [...new Map([...some, ...more].map((line) => [`${line.at} ${line.text}`, line])).values()].sort((a, b) =>
    a.at.localeCompare(b.at),
  );
