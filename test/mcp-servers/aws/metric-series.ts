import { now } from '../../estate/aws/aws-under-test.ts';

/** A value a minute until now, the last one newest. */
export function csv(series: Record<string, number[]>): string {
  const rows = Object.entries(series).flatMap(([name, values]) =>
    values.map((value, index) => {
      const at = new Date(Date.parse(now) - (values.length - index) * 60_000).toISOString();
      return `${name.replaceAll(' ', ',')},${at},${value},None`;
    }),
  );
  return ['namespace,metric,dimensions,timestamp,value,unit', ...rows].join('\n');
}

/** So many minutes of one level, then so many of another, each slightly moving. */
export const level = (...parts: [minutes: number, value: number][]): number[] =>
  parts.flatMap(([minutes, value]) => Array.from({ length: minutes }, (_, i) => value * (1 + (i % 2) / 50)));
