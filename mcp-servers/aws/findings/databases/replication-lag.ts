import { headline, quotes } from '../../../runtime/quotes.ts';
import { number } from '../../metrics/render.ts';
import { type Draft, objectName } from '../draft.ts';
import { type Database, lagOf } from './database.ts';
import { brief, whose } from './engine-log.ts';
import { change, eventLine, eventsOf, heaviest, line, moreOf, quoted, rose, sinceOf, statementLine } from './lines.ts';
import { recoveryConflictOf } from './recovery-conflict.ts';

const writes = ['TransactionLogsGeneration', 'WriteIOPS', 'WriteThroughput', 'VolumeWriteIOPs', 'DMLThroughput'];
const writing = /^\s*(?:\/\*.*?\*\/\s*)?(?:insert|update|delete|merge|copy|replace|with|call|vacuum|create|alter)\b/i;

const reading = /^\s*(?:\/\*.*?\*\/\s*)?(?:select|with|table|show)\b/i;

export const isLagging = (database: Database): boolean => {
  const lag = lagOf(database);
  return lag?.isMuch === true && rose(lag.curve);
};

/** A replica that falls behind, with the writes of its source that it cannot follow, or the read that its replay waits for. */
export function lagFinding(replica: Database, all: Database[]): Draft | undefined {
  const lag = lagOf(replica);
  if (!lag || !isLagging(replica)) return undefined;
  const source = all.find(({ id }) => id === replica.source);
  const behind = `Read replica ${replica.id} lags ${number(lag.seconds)} s behind ${replica.source ?? 'its source'}`;
  const said = [...replica.events.map((event) => eventLine(replica, event)), ...(source ? eventsOf(source) : [])];
  const { why, object, severity, evidence, since } = reasonOf(replica, source);
  return {
    category: 'replication-lag',
    object: objectName('rds', object),
    severity,
    title: headline(`${behind}: ${why}`),
    mechanism:
      'A replica replays its source’s transaction log (WAL, binary log): it falls behind where the source writes more than it can replay, and where the replay waits for what reads on the replica.',
    evidence: quotes([line(lag.curve), ...evidence, ...said.filter((text) => /replica/i.test(text))], 5),
    ...(since ?? sinceOf(lag.curve.shape)),
    relevant: true,
    depth: 0,
    next: moreOf(replica.source ?? replica.id),
  };
}

interface Reason {
  why: string;
  /** The instance that is at fault. */
  object: string;
  severity: Draft['severity'];
  evidence: (string | undefined)[];
  since?: { since?: string };
}

function reasonOf(replica: Database, source: Database | undefined): Reason {
  const reader = heaviest(replica, reading);
  const conflict = recoveryConflictOf(replica.log);
  if (conflict) {
    const who = conflict.readers.map((one) => `${whose(one) || 'a session'} (process ${one.pid})`).join('; ');
    const what = reader ? `: ${brief(reader.text)}` : '';
    return {
      why: `its replay waits for a long-running read${who ? ` of ${who}` : ''}${what}`,
      object: replica.id,
      severity: 'critical',
      evidence: [...conflict.lines, reader && statementLine(replica, reader)],
      since: { since: conflict.since },
    };
  }
  const load = source ? writes.flatMap((metric) => source.curves.get(metric) ?? []).filter(rose) : [];
  const [first] = load;
  if (source && first) {
    const writer = heaviest(source, writing);
    return {
      why: `write load on ${source.id} rose, ${load.map(change).slice(0, 2).join(', ')}${writer ? `; mostly ${quoted(writer)}` : ''}`,
      object: source.id,
      severity: 'critical',
      evidence: [...load.slice(0, 2).map(line), writer && statementLine(source, writer)],
      since: sinceOf(first.shape),
    };
  }
  return {
    why: `no rise of writes was seen on the source${reader ? `; most of the replica's load is ${quoted(reader)}` : ''}`,
    object: replica.id,
    // Why it lags is not shown.
    severity: 'warning',
    evidence: [reader && statementLine(replica, reader)],
  };
}
