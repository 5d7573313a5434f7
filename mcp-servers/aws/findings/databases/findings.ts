import { departs } from '../../metrics/shape.ts';
import type { Seen } from '../curves.ts';
import { objectName } from '../draft.ts';
import { connectionsFinding } from './connections.ts';
import type { Database } from './database.ts';
import { ioFinding } from './io.ts';
import { eventLine, line } from './lines.ts';
import { cpuFinding, creditsFinding, slowFinding } from './load.ts';
import { locksFinding } from './locks.ts';
import { memoryFinding } from './memory.ts';
import { lagFinding } from './replication-lag.ts';
import { statusFinding } from './status.ts';
import { storageFinding, storageRecovered } from './storage.ts';
import { type Fault, together } from './together.ts';
import { upheavalOver, upheavalWithoutEnd } from './upheavals.ts';

const mostRemarks = 4;
const mostEvents = 6;

/** One root a database: lag with the writes behind it, storage, connections, CPU with the statement behind it. */
export function databaseFindings(databases: Database[]): Seen {
  const lags = databases.flatMap((replica) => lagFinding(replica, databases) ?? []);
  const faults: Fault[] = [
    ...lags,
    ...databases.flatMap((database) => [
      ...(storageFinding(database) ?? statusFinding(database) ?? []),
      ...(ioFinding(database) ?? []),
      ...(creditsFinding(database) ?? cpuFinding(database, lags) ?? []),
      ...(upheavalWithoutEnd(database) ?? []),
      ...(locksFinding(database) ?? []),
      ...(connectionsFinding(database) ?? []),
      ...(memoryFinding(database) ?? []),
    ]),
  ];
  const drafts = together(faults);
  const slow = databases.flatMap((database) =>
    drafts.some(({ object }) => object === objectName('rds', database.id)) ? [] : (slowFinding(database) ?? []),
  );
  const found = [...drafts, ...slow].map((draft) => ({
    ...draft,
    related: [...(draft.related ?? []), ...kinOf(draft.object, databases)],
  }));
  const told = new Set(found.flatMap(({ evidence }) => evidence));
  const moved = databases
    .flatMap(({ curves }) => [...curves.values()])
    .filter(({ shape }) => departs(shape.now, shape, 'up') || departs(shape.now, shape, 'down'))
    .map((one) => `moved: ${line(one)}`);
  const events = databases.flatMap((database) => database.events.map((event) => eventLine(database, event)));
  return {
    drafts: found,
    recovered: databases.flatMap((database): string[] => [
      ...(drafts.some(({ object }) => object === objectName('rds', database.id)) ? [] : upheavalOver(database)),
      ...storageRecovered(database),
    ]),
    remarks: [
      ...events.slice(-mostEvents).filter((text) => !told.has(text)),
      ...moved.filter((text) => !told.has(text.slice('moved: '.length))).slice(0, mostRemarks),
    ],
  };
}

/** Trouble of a source is one of its replicas, and the other way round. */
function kinOf(object: string, databases: Database[]): string[] {
  const own = databases.find(({ id }) => objectName('rds', id) === object);
  const kin = databases.filter(({ id, source }) => source === own?.id || id === own?.source);
  return kin.map(({ id }) => objectName('rds', id));
}
