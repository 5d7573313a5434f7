/** The middle of the values; of an even number the mean of the two in the middle. NaN for none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const low = sorted[Math.ceil(middle) - 1] ?? Number.NaN;
  const high = sorted[Math.floor(middle)] ?? Number.NaN;
  return (low + high) / 2;
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** `median (min–max)`: on a shared machine the spread says how far the middle can be trusted. */
export function spread(values: readonly number[], digits: number, unit = ''): string {
  const show = (value: number) => value.toFixed(digits);
  return `${show(median(values))}${unit} (${show(Math.min(...values))}–${show(Math.max(...values))})`;
}
