export interface Point {
  /** Milliseconds since the epoch. */
  at: number;
  value: number;
}

/** What a person would read off a curve. */
export interface Shape {
  min: number;
  mean: number;
  max: number;
  last: number;
  /** The middle of the last three points: one that sticks out is no level. */
  now: number;
  /** The mean of the time before, up to a step there; where that holds nothing, of the first points of the window. */
  base: number;
  baseIs: 'before' | 'start';
  /** `now` over `base`; undefined where the base is 0. */
  ratio?: number;
  /** Where the level changed most: the mean before and after. */
  step?: { at: number; from: number; to: number };
  /** How far neighbouring points lie apart, usually. */
  noise: number;
  worst: { low: Point; high: Point };
}

/** Undefined where the window holds no point. Points are in order of time. */
export function shapeOf(points: Point[], since: Date): Shape | undefined {
  const inside = points.filter(({ at }) => at >= since.getTime());
  const before = points.filter(({ at }) => at < since.getTime());
  const [first, last] = [inside[0], inside.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const values = inside.map(({ value }) => value);
  const known = before.length >= 3;
  const step = largestStep(known ? points : inside);
  // Where the window begins in the middle of it, only the points before the step tell what was usual.
  const usual = Math.min(
    Math.max(2, Math.floor(values.length / 8)),
    step ? inside.findIndex(({ at }) => at === step.at) : Number.POSITIVE_INFINITY,
  );
  const earlier = known ? before.map(({ value }) => value) : values.slice(0, usual);
  // Trouble that began before the window would pass for usual.
  const began = known && step && step.at < since.getTime() && Math.abs(step.to - step.from) > Math.abs(step.from) / 2;
  const base = began ? step.from : mean(earlier);
  const now = median(values.slice(-3));
  return {
    min: Math.min(...values),
    mean: mean(values),
    max: Math.max(...values),
    last: last.value,
    now,
    base,
    baseIs: known ? 'before' : 'start',
    ...(base !== 0 && { ratio: now / base }),
    ...(step && { step }),
    noise: noiseOf(points.map(({ value }) => value)),
    worst: {
      low: inside.reduce((worst, point) => (point.value < worst.value ? point : worst), first),
      high: inside.reduce((worst, point) => (point.value > worst.value ? point : worst), first),
    },
  };
}

/** Where two levels explain the points best; among so few points that none is a level, none. */
function largestStep(points: Point[]): Shape['step'] {
  if (points.length < 4) return undefined;
  const total = points.reduce((sum, { value }) => sum + value, 0);
  let left = 0;
  let best: (NonNullable<Shape['step']> & { weight: number }) | undefined;
  for (const [index, { at, value }] of points.entries()) {
    if (index >= 1) {
      const [from, to] = [left / index, (total - left) / (points.length - index)];
      const weight = Math.abs(to - from) * Math.sqrt(index * (points.length - index));
      if (best === undefined || weight > best.weight) best = { at, from, to, weight };
    }
    left += value;
  }
  return best && best.weight > 0 ? { at: best.at, from: best.from, to: best.to } : undefined;
}

/** A metric departs from its base where it moved by half and by far more than it moves anyway. */
export function departs(
  value: number,
  { base, noise }: Pick<Shape, 'base' | 'noise'>,
  towards: 'up' | 'down',
): boolean {
  const distance = towards === 'up' ? value - base : base - value;
  if (distance <= 4 * noise || distance <= 0) return false;
  return towards === 'up' ? value >= base * 1.5 : value <= base / 1.5;
}

function noiseOf(values: number[]): number {
  const apart = values.slice(1).map((value, index) => Math.abs(value - (values[index] ?? value)));
  return median(apart);
}

const median = (values: number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / Math.max(values.length, 1);
