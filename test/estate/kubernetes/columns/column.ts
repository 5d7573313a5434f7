import { since } from '../duration.ts';
import { isRecord, type KubeObject, list, record, text } from '../fields.ts';

/** A column of a `Table`, as `kubectl get` shows it; `now` is the incident's clock in ms. */
export interface Column {
  name: string;
  type: 'string' | 'integer' | 'boolean' | 'number' | 'date';
  format: string;
  description: string;
  /** 1 for those of `-o wide`. */
  priority: 0 | 1;
  cell(object: KubeObject, now: number): unknown;
}

export type Cell = (object: KubeObject, now: number) => unknown;

export const say = (name: string, cell: Cell): Column => of(name, 'string', cell);
export const count = (name: string, cell: Cell): Column => of(name, 'integer', cell);
export const yes = (name: string, cell: Cell): Column => of(name, 'boolean', cell);
export const wide = (column: Column): Column => ({ ...column, priority: 1 });

export const named: Column = { ...say('Name', (object) => object.metadata.name), format: 'name' };
export const age: Column = say('Age', (object, now) => since(object.metadata.creationTimestamp, now));

/** The two wide columns of everything that has a pod template, and its selector where there is one. */
export function template(path: string): Column[] {
  const containers = (object: KubeObject): unknown[] => list(object, `${path}.spec.containers`);
  const each =
    (key: string): Cell =>
    (object) =>
      containers(object)
        .map((container) => text(container, key))
        .join(',');
  return [wide(say('Containers', each('name'))), wide(say('Images', each('image')))];
}

export function selector(path: string): Column {
  return wide(say('Selector', (object) => formatSelector(record(object, path))));
}

/** A label selector of the API in its written form: `app=web,tier in (a,b)`. */
export function formatSelector(value: Record<string, unknown>): string {
  const labels = Object.entries(record(value, 'matchLabels')).map(([key, label]) => ({ key, said: `${key}=${label}` }));
  const expressions = list(value, 'matchExpressions').map((expression) => {
    const key = text(expression, 'key');
    const values = list(expression, 'values').map(String).sort().join(',');
    switch (text(expression, 'operator')) {
      case 'In':
        return { key, said: `${key} in (${values})` };
      case 'NotIn':
        return { key, said: `${key} notin (${values})` };
      case 'Exists':
        return { key, said: key };
      default:
        return { key, said: `!${key}` };
    }
  });
  const sorted = [...labels, ...expressions].sort((a, b) => (a.key < b.key ? -1 : 1));
  return sorted.map(({ said }) => said).join(',') || '<none>';
}

/** A plain map of labels: `app=web,tier=a`. */
export function formatLabels(labels: unknown): string {
  if (!isRecord(labels)) return '<none>';
  const said = Object.keys(labels)
    .sort()
    .map((key) => `${key}=${String(labels[key])}`);
  return said.join(',') || '<none>';
}

export function condition(object: unknown, type: string): Record<string, unknown> | undefined {
  return list(object, 'status.conditions')
    .filter(isRecord)
    .find((candidate) => candidate.type === type);
}

function of(name: string, type: Column['type'], cell: Cell): Column {
  return { name, type, format: '', description: '', priority: 0, cell };
}
