import { NotServed } from '../../system.ts';
import { AwsError } from '../aws-error.ts';
import { percentile } from '../services/statistics.ts';
import { type Expression, ordering, type Row, readOperand, type Value } from './expression.ts';
import type { TokenReader } from './tokens.ts';

interface Column {
  name: string;
  of: (rows: Row[]) => Value;
}

/** `stats count(*) as n, pct(ms, 99) by service, bin(5m)` as a function from rows to one row a group. */
export function readStats(reader: TokenReader): { columns: string[]; run: (rows: Row[]) => Row[] } {
  const columns = [readColumn(reader)];
  while (reader.take(',')) columns.push(readColumn(reader));
  const keys = reader.take('by') ? readKeys(reader) : [];
  const run = (rows: Row[]): Row[] => {
    const groups = new Map<string, { keys: [string, string][]; rows: Row[] }>();
    for (const row of rows) {
      const values = keys.flatMap(({ name, expression }): [string, string][] => {
        const value = expression(row);
        return value === undefined ? [] : [[name, String(value)]];
      });
      const id = JSON.stringify(values);
      const group = groups.get(id) ?? { keys: values, rows: [] };
      group.rows.push(row);
      groups.set(id, group);
    }
    return [...groups.values()].map((group) => {
      const computed = columns.flatMap(({ name, of }): [string, string][] => {
        const value = of(group.rows);
        return value === undefined ? [] : [[name, String(value)]];
      });
      return new Map([...group.keys, ...computed]);
    });
  };
  return { columns: [...keys.map(({ name }) => name), ...columns.map(({ name }) => name)], run };
}

function readKeys(reader: TokenReader): { name: string; expression: Expression }[] {
  const keys = [];
  do {
    const { expression, label } = readOperand(reader);
    keys.push({ expression, name: reader.take('as') ? reader.word() : label });
  } while (reader.take(','));
  return keys;
}

function readColumn(reader: TokenReader): Column {
  const name = reader.word().toLowerCase();
  reader.expect('(');
  const star = reader.take('*');
  const operand = star || reader.take(')') ? undefined : readOperand(reader);
  const extra = operand !== undefined && reader.take(',') ? reader.next() : undefined;
  if (star || operand !== undefined) reader.expect(')');
  const label = `${name}(${star ? '*' : (operand?.label ?? '')}${extra ? `, ${extra.text}` : ''})`;
  const values = (rows: Row[]): Value[] =>
    rows.map((row) => operand?.expression(row)).filter((value) => value !== undefined);
  const numbers = (rows: Row[]): number[] => values(rows).map(Number).filter(Number.isFinite);
  const sum = (rows: Row[]): number => numbers(rows).reduce((total, value) => total + value, 0);
  const present = (rows: Row[], value: () => number): Value => (numbers(rows).length === 0 ? undefined : value());
  const aggregates: Record<string, (rows: Row[]) => Value> = {
    count: (rows) => (operand === undefined ? rows.length : values(rows).length),
    count_distinct: (rows) => new Set(values(rows)).size,
    sum,
    avg: (rows) => present(rows, () => sum(rows) / numbers(rows).length),
    min: (rows) => values(rows).sort(ordering)[0],
    max: (rows) => values(rows).sort(ordering).at(-1),
    pct: (rows) => present(rows, () => percentile(numbers(rows), extra?.kind === 'number' ? extra.value : Number.NaN)),
    earliest: (rows) => operand?.expression(extreme(rows, -1)),
    latest: (rows) => operand?.expression(extreme(rows, 1)),
  };
  const of = aggregates[name];
  if (of === undefined) throw new NotServed(`the Insights aggregate ${name}`);
  if (name !== 'count' && operand === undefined) throw new AwsError('MalformedQueryException', `${name} needs a field`);
  return { name: reader.take('as') ? reader.word() : label, of };
}

function extreme(rows: Row[], direction: 1 | -1): Row {
  return [...rows].sort((a, b) => direction * ordering(b.get('@timestamp'), a.get('@timestamp')))[0] ?? new Map();
}
