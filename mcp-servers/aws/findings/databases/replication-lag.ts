import { headline, quotes } from '../../../runtime/quotes.ts';
import { number } from '../../metrics/render.ts';
import { departs } from '../../metrics/shape.ts';
import { type Draft, objectName } from '../draft.ts';
import type { Database } from './database.ts';
import { change, eventLine, eventsOf, heaviest, line, moreOf, quoted, rose, sinceOf, statementLine } from './lines.ts';

/** Seconds. Less is usual under load. */
const lagging = 60;
const writes = ['TransactionLogsGeneration', 'WriteIOPS', 'WriteThroughput'];
const writing = /^\s*(?:\/\*.*?\*\/\s*)?(?:insert|update|delete|merge|copy|replace|with|call|vacuum|create|alter)\b/i;

/** A replica that falls behind, with the writes of its source that it cannot follow. */
export function lagFinding(replica: Database, all: Database[]): Draft | undefined {
  const lag = replica.curves.get('ReplicaLag');
  if (!lag || lag.shape.now < lagging || !departs(lag.shape.now, lag.shape, 'up')) return undefined;
  const source = all.find(({ id }) => id === replica.source);
  const load = source ? writes.flatMap((metric) => source.curves.get(metric) ?? []).filter(rose) : [];
  const behind = `Read replica ${replica.id} lags ${number(lag.shape.now)} s behind ${replica.source ?? 'its source'}`;
  const writer = source && heaviest(source, writing);
  const why =
    load.length === 0
      ? 'no rise of writes was seen on the source'
      : `write load on ${replica.source} rose, ${load.map(change).slice(0, 2).join(', ')}${writer ? `; mostly ${quoted(writer)}` : ''}`;
  const said = [...replica.events.map((event) => eventLine(replica, event)), ...(source ? eventsOf(source) : [])];
  return {
    category: 'replication-lag',
    // Where its writes are what the replica cannot follow, the source is at fault.
    object: objectName('rds', (load.length > 0 ? replica.source : undefined) ?? replica.id),
    severity: 'critical',
    title: headline(`${behind}: ${why}`),
    mechanism:
      'A replica replays its source’s transaction log (WAL, binary log); where the source writes more than the replica can replay, it falls behind.',
    evidence: quotes(
      [
        line(lag),
        ...load.slice(0, 2).map(line),
        writer && statementLine(source, writer),
        ...said.filter((text) => /replica/i.test(text)),
      ],
      5,
    ),
    ...sinceOf(load[0]?.shape ?? lag.shape),
    relevant: true,
    depth: 0,
    next: moreOf(replica.source ?? replica.id),
  };
}
