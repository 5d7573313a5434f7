import { stamp } from '../../../runtime/window.ts';
import { amount } from '../../metrics/render.ts';
import type { Shape } from '../../metrics/shape.ts';
import type { Drawn } from '../curves.ts';
import type { Database } from './database.ts';
import { brief, type EngineLine, sessionsIn, statementIn, whose } from './engine-log.ts';
import { eventLine, heaviest, line, rose, statementLine, statementsOf } from './lines.ts';

/** What takes the room of a volume. */
export interface Filler {
  words: string;
  /** The same in less room. */
  brief: string;
  evidence: string[];
  /** Whose doing it is, by user, statement or thing. */
  who: string;
}

/** So large a part of the volume, or of what went lately, is worth a name. */
const much = 0.2;
const writing =
  /^\s*(?:\/\*.*?\*\/\s*)?(?:insert|update|merge|copy|replace|create\s+(?:table|index|unique|materialized)|alter)\b/i;
/** Settings of the engine that make it write more of a log of its own. */
const logging =
  /\b(pgaudit\.\w+|log_statement|log_min_duration_statement|log_min_messages|log_connections|log_lock_waits|general_log|slow_query_log|long_query_time|log_output|server_audit\w*|auto_explain\.\w+|rds\.log_retention_period)\b/;

/** What fills the storage of a database, by what its metrics, its log and its events tell. */
export const fillerOf = (database: Database): Filler | undefined =>
  transactionLog(database) ?? temporaryFiles(database) ?? ownLogs(database) ?? writer(database);

/** Transaction log that is kept for a reader that does not come: a replication slot, a replica, a stopped task. */
function transactionLog(database: Database): Filler | undefined {
  const { curves } = database;
  const slot = curves.get('ReplicationSlotDiskUsage') ?? curves.get('OldestReplicationSlotLag');
  const kept = curves.get('TransactionLogsDiskUsage') ?? curves.get('BinLogDiskUsage') ?? slot;
  if (!kept || !takesMuch(kept, database)) return undefined;
  const name = kept.series.metric === 'BinLogDiskUsage' ? 'binary log' : 'WAL';
  const size = amount(kept.shape.now, kept.series);
  const isSlot = slot !== undefined && slot.shape.now >= kept.shape.now / 2;
  const reader = readerOf(database.log);
  const slotName = reader?.slot === undefined ? 'a replication slot' : `the replication slot "${reader.slot}"`;
  const gone = reader?.left
    ? `, inactive since its reader ${reader.who} disconnected ${stamp(new Date(reader.left.at))}`
    : ' that nobody reads';
  const why = isSlot
    ? ` kept for ${slotName}${gone}`
    : ': it is not removed, as with a slot, a replica or an archive that stands still';
  return {
    words: `${size} is ${name}${why}`,
    brief: `${size} ${name}${isSlot ? ` kept for ${slotName}` : ''}`,
    who: reader?.slot ?? name,
    evidence: [line(kept), slot && slot !== kept ? line(slot) : '', reader?.line?.text ?? '', reader?.left?.text ?? ''],
  };
}

function takesMuch({ shape }: Drawn, { allocated, curves }: Database): boolean {
  const free = curves.get('FreeStorageSpace')?.shape;
  const lost = free ? free.base - free.now : 0;
  const grown = shape.now - shape.base;
  return shape.now >= much * (allocated ?? Number.POSITIVE_INFINITY) || (lost > 0 && grown >= lost / 2);
}

interface Reader {
  slot?: string | undefined;
  who: string;
  line: EngineLine;
  left?: EngineLine | undefined;
}

/** The last that read a slot, and when it went, if nobody has come since. */
function readerOf(lines: EngineLine[]): Reader | undefined {
  const started = /^starting logical decoding for slot "([^"]+)"|START_REPLICATION SLOT "?(\w+)/;
  const line = lines.findLast(({ message }) => started.test(message));
  if (!line) return undefined;
  const [, decoded, physical] = started.exec(line.message) ?? [];
  const left = lines.find(
    ({ pid, at, message }) =>
      pid === line.pid && at >= line.at && /^(?:unexpected EOF|disconnection|terminating walsender)/.test(message),
  );
  const session = sessionsIn(lines).get(line.pid) ?? line;
  return { slot: decoded ?? physical, who: whose(session), line, left };
}

/** What queries spill because their memory does not hold it. */
function temporaryFiles(database: Database): Filler | undefined {
  const free = database.curves.get('FreeStorageSpace')?.shape;
  const lost = free ? Math.max(free.base, free.worst.high.value) - free.now : 0;
  const files = database.log.flatMap((one) => {
    const size = /^temporary file: path ".*", size (\d+)/.exec(one.message)?.[1];
    return size === undefined ? [] : [{ ...one, size: Number(size) }];
  });
  const sessions = sessionsIn(database.log);
  const spilling = statementsOf(database).find(({ waits }) =>
    waits.some((name) => /BufFile|tmp_table|temp/i.test(name)),
  );
  const users = [...Map.groupBy(files, ({ user = '' }) => user)]
    .map(([user, own]) => ({ user, own, size: own.reduce((sum, { size }) => sum + size, 0) }))
    .sort((a, b) => b.size - a.size);
  const [most] = users;
  const [first] = most?.own ?? [];
  if (most && first && most.size >= much * lost) {
    const session = [...sessions.values()].find(({ user, application }) => user === most.user && application);
    const ran = database.log.find(
      (one) => one.user === most.user && statementIn(one) !== undefined && /:STATEMENT:/.test(one.text),
    );
    const statement = spilling?.text ?? (ran && statementIn(ran));
    const who = whose({ ...(session ?? first), host: undefined }) || `pid ${first.pid}`;
    const size = amount(most.size, { namespace: 'AWS/RDS', metric: 'FreeStorageSpace' });
    return {
      words: `temporary files of ${who} took ${size} since ${stamp(new Date(first.at))}${statement ? `, spilled by ${brief(statement)}` : ''}`,
      brief: `temporary files of ${who}`,
      who: most.user,
      evidence: [first.text, most.own.at(-1)?.text ?? '', spilling ? statementLine(database, spilling) : ''],
    };
  }
  if (!spilling) return undefined;
  return {
    words: `a query spills into temporary files: ${brief(spilling.text)}`,
    brief: `temporary files of ${brief(spilling.text, 50)}`,
    who: spilling.text,
    evidence: [statementLine(database, spilling)],
  };
}

/** A log of the engine's own that was made to tell more before the storage began to go. */
function ownLogs(database: Database): Filler | undefined {
  const lines = database.log.filter(
    ({ message }) => /^parameter ".*" changed to/.test(message) && logging.test(message),
  );
  const events = database.events.filter(
    ({ message }) => /updated.{0,20} parameter/i.test(message) && logging.test(message),
  );
  const audited = database.log.filter(({ message }) => /^AUDIT:/.test(message));
  const [set] = [
    ...lines.map(({ text, message }) => ({ text, message })),
    ...events.map((one) => ({ text: eventLine(database, one), message: one.message })),
  ];
  if (!set || !fellSteadily(database.curves.get('FreeStorageSpace')?.shape)) return undefined;
  const names = [...new Set([...lines, ...events].map(({ message }) => logging.exec(message)?.[1] ?? ''))].join(', ');
  const at = lines[0]?.at ?? events[0]?.at.toISOString() ?? '';
  return {
    words: `its own log grows since ${stamp(new Date(at))}, when ${shortened(set.message)}${audited.length > 0 ? '; it audits every statement' : ''}`,
    brief: `its own log since ${names} was changed`,
    who: names,
    evidence: [
      ...lines.slice(0, 2).map(({ text }) => text),
      ...events.map((one) => eventLine(database, one)),
      audited.at(-1)?.text ?? '',
    ],
  };
}

const shortened = (message: string): string =>
  message.replace(/^parameter "([^"]+)" changed to "([^"]*)"$/, 'parameter $1 was set to $2').slice(0, 90);

const fellSteadily = (shape: Shape | undefined): boolean => shape === undefined || shape.now < shape.base;

/** The statement that writes most, where writes rose. */
function writer(database: Database): Filler | undefined {
  const load = ['WriteIOPS', 'WriteThroughput', 'TransactionLogsGeneration'].flatMap(
    (metric) => database.curves.get(metric) ?? [],
  );
  const risen = load.find(rose);
  const query = heaviest(database, writing);
  if (!risen || !query) return undefined;
  return {
    words: `writes rose, mostly ${brief(query.text)}`,
    brief: `writes of ${brief(query.text, 50)}`,
    who: query.text,
    evidence: [line(risen), statementLine(database, query)],
  };
}
