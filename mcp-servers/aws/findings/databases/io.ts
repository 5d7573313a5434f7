import { headline, quotes } from '../../../runtime/quotes.ts';
import { stamp } from '../../../runtime/window.ts';
import { number } from '../../metrics/render.ts';
import type { Drawn } from '../curves.ts';
import { type Draft, objectName } from '../draft.ts';
import type { Database } from './database.ts';
import { brief } from './engine-log.ts';
import { line, moreOf, rose, sinceOf, statementLine, statementsOf } from './lines.ts';

/** Seconds; a volume that answers later than that is waited for. */
const late = 0.01;
/** Percent of credits: with so few, the volume is held at what it may do without. */
const spent = 5;
const near = 0.9;
const mega = 2 ** 20;

/** gp2 has 3 operations a second for each GB, 100 at least and 16,000 at most; gp3 3,000 where nothing more was bought. */
function bought({ storageType, iops, allocated = 0 }: Database): number | undefined {
  if (storageType === 'gp2') return Math.min(16_000, Math.max(100, (3 * allocated) / 2 ** 30));
  return iops ?? (storageType === 'gp3' ? 3_000 : undefined);
}

/** A volume that answers late because it may do no more: out of burst credits, or at the limit of what was bought. */
export function ioFinding(database: Database): Draft[] | undefined {
  const latencies = ['ReadLatency', 'WriteLatency'].flatMap((metric) => database.curves.get(metric) ?? []);
  const slow = latencies.filter((one) => one.shape.now >= late && rose(one));
  const [latency] = slow;
  const held = latency && (creditsOf(database) ?? limitOf(database));
  if (!held) return undefined;
  const driver = driverOf(database);
  const by = driver ? `, after ${driver.series.metric} rose ${ofPeak(driver)}` : '';
  const waiting = statementsOf(database).find(({ waits }) => waits.some((name) => /^IO:|^io\//i.test(name)));
  const most = waiting ? `; most I/O waits: ${brief(waiting.text, 70)}` : '';
  return [
    {
      category: 'database-storage',
      object: objectName('rds', database.id),
      severity: 'critical',
      title: headline(`RDS ${database.id}: ${held.words}, ${latencyWords(latency)}${by}${most}`),
      mechanism: 'A volume that may do no more I/O makes each read and write wait, and so every query and connection.',
      evidence: quotes(
        [
          ...held.curves.map(line),
          ...slow.map(line),
          driver && line(driver),
          waiting && statementLine(database, waiting),
        ],
        6,
      ),
      ...sinceOf(latency.shape),
      relevant: true,
      depth: 0,
      next: moreOf(database.id),
    },
  ];
}

interface Held {
  words: string;
  curves: Drawn[];
}

function creditsOf(database: Database): Held | undefined {
  const balances = ['BurstBalance', 'EBSIOBalance%', 'EBSByteBalance%'];
  const empty = balances.flatMap((metric) => database.curves.get(metric) ?? []).find(({ shape }) => shape.now < spent);
  if (!empty) return undefined;
  const { metric } = empty.series;
  const iops = bought(database);
  const baseline =
    metric === 'BurstBalance'
      ? `its ${database.storageType ?? 'gp2'} volume is held at its baseline${iops ? ` of ${number(iops)} IOPS` : ''}`
      : 'its instance class is held at its baseline I/O';
  return {
    words: `I/O burst credits are spent (${metric} ${number(empty.shape.now)}%, was ${number(Math.max(empty.shape.base, empty.shape.worst.high.value))}%), ${baseline}`,
    curves: [empty],
  };
}

function limitOf(database: Database): Held | undefined {
  const [operations, bytes] = ['IOPS', 'Throughput'].map((kind) =>
    [`Read${kind}`, `Write${kind}`].flatMap((metric) => database.curves.get(metric) ?? []),
  );
  const iops = bought(database);
  const done = total(operations);
  const words = `its ${database.storageType ?? 'EBS'} volume is at its limit`;
  if (operations && iops && done >= near * iops) {
    return { words: `${words} of ${number(iops)} IOPS (${number(done)} done)`, curves: operations };
  }
  const speed = database.throughput ?? (database.storageType === 'gp3' ? 125 : undefined);
  const moved = total(bytes) / mega;
  if (!bytes || !speed || moved < near * speed) return undefined;
  return { words: `${words} of ${number(speed)} MB/s throughput (${number(moved)} moved)`, curves: bytes };
}

const total = (curves: Drawn[] | undefined): number => (curves ?? []).reduce((sum, { shape }) => sum + shape.now, 0);

/** The I/O that rose first, though it may be back since it is held. */
function driverOf({ curves }: Database): Drawn | undefined {
  return ['ReadIOPS', 'WriteIOPS']
    .flatMap((metric) => curves.get(metric) ?? [])
    .filter(({ shape }) => shape.worst.high.value >= 3 * Math.max(1, lowest(shape)))
    .sort((a, b) => b.shape.worst.high.value - a.shape.worst.high.value)[0];
}

const lowest = ({ base, min }: Drawn['shape']): number => Math.min(base, min);

/** From what it was to its peak, and when it left. */
function ofPeak({ shape, points = [] }: Drawn): string {
  const from = lowest(shape);
  const peak = shape.worst.high.value;
  const left = points.find(({ value }) => value >= from + (peak - from) / 2);
  return `from ${number(Math.round(from))} to ${number(Math.round(peak))}${left ? ` at ${stamp(new Date(left.at))}` : ''}`;
}

const latencyWords = ({ series, shape }: Drawn): string =>
  `${series.metric} ${number(shape.base * 1_000)} -> ${number(shape.now * 1_000)} ms`;
