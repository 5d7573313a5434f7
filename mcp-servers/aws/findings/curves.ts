import { headline } from '../../runtime/quotes.ts';
import { stamp } from '../../runtime/window.ts';
import { type Meaning, meaningOf } from '../metrics/meaning.ts';
import { amount, curveLine, number } from '../metrics/render.ts';
import { departs, type Point, type Shape } from '../metrics/shape.ts';
import type { Series } from '../read/metrics.ts';
import { type Draft, objectName } from './draft.ts';
import { subjectOf } from './subject.ts';

export interface Drawn {
  series: Series;
  shape: Shape;
  /** What the shape was read off, in order of time. */
  points?: Point[];
}

export interface Seen {
  drafts: Draft[];
  recovered: string[];
  /** What moved without a meaning that is known. */
  remarks: string[];
}

const mostDrafts = 8;
const mostRemarks = 4;
/** Traffic that has less than doubled is a busy hour. */
const surge = 2;
/** So little is left of work that goes on all the time. */
const stopped = 0.1;
/** A disk or processor below this share is no trouble, however much fuller than before. */
const full = 0.8;

/** Metrics that left their level in the direction in which trouble lies, by what they are about. */
export function curveFindings(drawn: Drawn[]): Seen {
  const known = drawn.flatMap((one) => {
    const meaning = meaningOf(one.series);
    return meaning ? [{ ...one, meaning }] : [];
  });
  const bad = known.filter(isBad).sort((a, b) => strength(b) - strength(a));
  const kinds = new Map<string, [Known, ...Known[]]>();
  for (const one of bad) {
    const key = `${one.meaning.category} ${objectOf(one.series)}`;
    const same = kinds.get(key);
    kinds.set(key, same ? [...same, one] : [one]);
  }
  const drafts = [...kinds.values()]
    .map(draft)
    .sort((a, b) => a.depth - b.depth)
    .slice(0, mostDrafts);
  const moved = drawn
    .filter((one) => !bad.some(({ series }) => series === one.series))
    .filter(({ shape }) => departs(shape.now, shape, 'up') || departs(shape.now, shape, 'down'))
    .sort((a, b) => strength(b) - strength(a));
  return {
    drafts,
    recovered: known.filter((one) => !isBad(one) && wasBad(one)).map(recoveredLine),
    remarks: moved.slice(0, mostRemarks).map(({ series, shape }) => `moved: ${curveLine(series, shape)}`),
  };
}

interface Known extends Drawn {
  meaning: Meaning;
}

function isBad({ series, shape, meaning }: Known): boolean {
  return departs(shape.now, shape, meaning.bad) && matters(shape.now, shape, series, meaning);
}

/** Bad within the window for a moment at least, and well again. */
function wasBad({ series, shape, meaning }: Known): boolean {
  const worst = (meaning.bad === 'up' ? shape.worst.high : shape.worst.low).value;
  const back = Math.abs(worst - shape.base) > 3 * Math.abs(shape.now - shape.base);
  return (
    back && departs(worst, { ...shape, noise: 2 * shape.noise }, meaning.bad) && matters(worst, shape, series, meaning)
  );
}

function matters(value: number, shape: Shape, series: Series, { category, bad, floor = 0 }: Meaning): boolean {
  // People go home and batches end: only what has all but stopped is trouble.
  if (bad === 'down' && category === 'unknown') return shape.base >= 1 && value <= stopped * shape.base;
  if (category === 'traffic-surge') return value >= surge * shape.base && value >= 1;
  if (category === 'disk-full' || category === 'database-cpu') return share(value, shape) >= full;
  // A ratio of errors below one in a hundred is everyday life.
  if (/ratio|pct|percent/i.test(series.metric)) return share(value, shape) >= 0.01;
  return value >= floor;
}

/** Shares are published as 0 to 1 and as 0 to 100. */
const share = (value: number, { max }: Shape): number => (max <= 1.5 ? value : value / 100);

/** How many times as much or as little as before, at most a hundred. */
function strength({ shape }: Drawn): number {
  const scale = Math.max(Math.abs(shape.max), Math.abs(shape.base)) / 100 || 1;
  const [low, high] = [shape.base, shape.now].map((value) => Math.max(Math.abs(value), scale)).sort((a, b) => a - b);
  return (high ?? 1) / (low ?? 1);
}

function draft(same: [Known, ...Known[]]): Draft {
  const [{ series, shape, meaning }] = same;
  const since = shape.step && stamp(new Date(shape.step.at));
  const [was, is] = [amount(shape.base, series), amount(shape.now, series)];
  const times = shape.ratio === undefined || shape.base <= 0 ? '' : ` (${number(shape.ratio)}x)`;
  const verb = shape.now > shape.base ? 'rose' : 'fell';
  const subject = subjectName(series);
  const isRoot = meaning.depth === 1 && (meaning.category !== 'traffic-surge' || (shape.ratio ?? 0) >= 3);
  return {
    category: meaning.category,
    object: objectOf(series),
    severity: isRoot ? 'critical' : 'warning',
    title: headline(
      `${subject}: ${meaning.words}, ${series.metric} ${verb} from ${was} to ${is}${times}${since ? ` since ${since}` : ''}`,
    ),
    mechanism: meaning.mechanism,
    evidence: same.slice(0, 2).map((one) => curveLine(one.series, one.shape).slice(0, 400)),
    ...(since && { since }),
    relevant: true,
    depth: meaning.depth,
    next: { tool: 'aws_metrics', args: { names: [subject] }, why: 'which other metrics of it moved, and which first' },
  };
}

function recoveredLine({ series, shape, meaning }: Known): string {
  const { at, value } = meaning.bad === 'up' ? shape.worst.high : shape.worst.low;
  return `recovered: ${subjectName(series)} ${series.metric} was ${amount(value, series)} at ${stamp(new Date(at))}, is back at ${amount(shape.now, series)} (${amount(shape.base, series)} before)`;
}

const objectOf = (series: Series): string =>
  subjectOf(series.dimensions) ?? objectName('cloudwatch', subjectName(series));

/** What the last dimension names; a metric without dimensions speaks for its namespace. */
function subjectName({ namespace, dimensions }: Series): string {
  const service = dimensions.find(({ name }) => /service|app|function|queue|table/i.test(name));
  return (service ?? dimensions.at(-1))?.value ?? namespace;
}
