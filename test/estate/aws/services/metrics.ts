import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { CaseError } from '../../case.ts';

export interface Series {
  namespace: string;
  metric: string;
  dimensions: { Name: string; Value: string }[];
  unit: string;
  /** Oldest first. */
  points: { at: number; value: number }[];
}

const header = 'namespace,metric,dimensions,timestamp,value,unit';

export async function loadMetrics(path: string): Promise<Series[]> {
  if (!existsSync(path)) return [];
  const [first, ...rows] = (await readFile(path, 'utf8')).split(/\r?\n/);
  if (first !== header) throw new CaseError(path, `the header is not ${header}`, 1);
  const all = new Map<string, Series>();
  for (const [index, row] of rows.entries()) {
    if (row === '') continue;
    const bad = (problem: string): CaseError => new CaseError(path, problem, index + 2);
    const fields = cells(row);
    const [namespace, metric, dimensions, timestamp, value, unit] = fields;
    if (fields.length !== 6 || !namespace || !metric || dimensions === undefined || unit === undefined) {
      throw bad('expected six fields');
    }
    const at = Date.parse(timestamp ?? '');
    if (Number.isNaN(at)) throw bad(`'${timestamp}' is no RFC 3339 time`);
    if (value === '' || !Number.isFinite(Number(value))) throw bad(`'${value}' is no number`);
    const key = [namespace, metric, dimensions, unit].join('\n');
    const series = all.get(key) ?? {
      namespace,
      metric,
      dimensions: parseDimensions(dimensions, bad),
      unit,
      points: [],
    };
    series.points.push({ at, value: Number(value) });
    all.set(key, series);
  }
  for (const series of all.values()) series.points.sort((a, b) => a.at - b.at);
  return [...all.values()];
}

function parseDimensions(text: string, bad: (problem: string) => CaseError): Series['dimensions'] {
  if (text === '') return [];
  return text.split(';').map((pair) => {
    const at = pair.indexOf('=');
    if (at <= 0) throw bad(`'${pair}' is no Name=Value`);
    return { Name: pair.slice(0, at), Value: pair.slice(at + 1) };
  });
}

/** RFC 4180: a field may be quoted, and a quote inside it doubled. */
function cells(row: string): string[] {
  return [...row.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) =>
    quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'),
  );
}
