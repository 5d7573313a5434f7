import { NotServed } from '../../system.ts';
import { AwsError } from '../aws-error.ts';
import { compile, type Expression, ordering, type Row, readCondition, readOperand } from './expression.ts';
import { readStats } from './stats.ts';
import { TokenReader, tokenize } from './tokens.ts';

interface Stage {
  run(rows: Row[]): Row[];
  /** What the query shows from here on. */
  columns?: string[];
  filters?: boolean;
  aggregates?: boolean;
  sorts?: boolean;
}

export interface Query {
  /** Rows after all stages, and how many matched the filters. */
  run(rows: Row[]): { rows: Row[]; matched: number };
  columns: string[];
  aggregated: boolean;
}

/** Reads a Logs Insights query; MalformedQueryException for what AWS refuses, NotServed for what only AWS understands. */
export function parseInsights(query: string, limit: number): Query {
  const reader = new TokenReader(tokenize(query));
  const stages: Stage[] = [];
  do {
    stages.push(readStage(reader));
  } while (reader.take('|'));
  if (!reader.done) throw reader.unexpected();
  const aggregated = stages.some((stage) => stage.aggregates);
  const columns = shownColumns(stages);
  return {
    columns: columns.length > 0 ? columns : ['@timestamp', '@message'],
    aggregated,
    run(rows) {
      let current = rows;
      let matched = rows.length;
      // Newest first unless the query says otherwise.
      if (!stages.some((stage) => stage.sorts))
        current = [...rows].sort((a, b) => ordering(b.get('@timestamp'), a.get('@timestamp')));
      for (const stage of stages) {
        current = stage.run(current);
        if (stage.filters) matched = current.length;
      }
      return { rows: current.slice(0, limit), matched };
    },
  };
}

function shownColumns(stages: Stage[]): string[] {
  let shown: string[] = [];
  for (const { columns, aggregates } of stages) {
    if (columns) shown = aggregates ? columns : [...shown, ...columns];
  }
  const display = stages.findLast((stage) => stage instanceof Display);
  return [...new Set(display?.columns ?? shown)];
}

class Display implements Stage {
  readonly columns: string[];

  constructor(columns: string[]) {
    this.columns = columns;
  }

  run(rows: Row[]): Row[] {
    return rows;
  }
}

function readStage(reader: TokenReader): Stage {
  const command = reader.word().toLowerCase();
  switch (command) {
    case 'fields':
      return readFields(reader);
    case 'display':
      return new Display(readFields(reader).columns ?? []);
    case 'filter': {
      const condition = readCondition(reader);
      return { run: (rows) => rows.filter(condition), filters: true };
    }
    case 'parse':
      return readParse(reader);
    case 'stats':
      return { ...readStats(reader), aggregates: true };
    case 'sort':
      return readSort(reader);
    case 'limit': {
      const token = reader.next();
      if (token.kind !== 'number')
        throw new AwsError('MalformedQueryException', `unexpected ${token.text} after limit`);
      return { run: (rows) => rows.slice(0, token.value) };
    }
    case 'dedup':
    case 'pattern':
    case 'diff':
    case 'unmask':
    case 'unnest':
    case 'anomaly':
    case 'source':
    case 'filterindex':
      throw new NotServed(`the Insights command ${command}`);
    default:
      throw new AwsError('MalformedQueryException', `unexpected symbol found ${command}`);
  }
}

function readFields(reader: TokenReader): Stage {
  const computed: { name: string; expression: Expression }[] = [];
  do {
    const { expression, label } = readOperand(reader);
    computed.push({ expression, name: reader.take('as') ? reader.word() : label });
  } while (reader.take(','));
  return {
    columns: computed.map(({ name }) => name),
    run: (rows) =>
      rows.map((row) => {
        const wider = new Map(row);
        for (const { name, expression } of computed) {
          const value = expression(row);
          if (value !== undefined) wider.set(name, String(value));
        }
        return wider;
      }),
  };
}

function readParse(reader: TokenReader): Stage {
  const first = reader.peek();
  const source: Expression = first?.kind === 'word' ? readOperand(reader).expression : (row) => row.get('@message');
  const pattern = reader.next();
  if (pattern.kind === 'regex') {
    const regex = compile(pattern.text, pattern.flags);
    const names = [...pattern.text.matchAll(/\(\?P?<([A-Za-z]\w*)>/g)].map(([, name]) => name ?? '');
    return extraction(names, (row) => names.map((name) => regex.exec(String(source(row) ?? ''))?.groups?.[name]));
  }
  if (pattern.kind !== 'string')
    throw new AwsError('MalformedQueryException', `unexpected ${pattern.text} after parse`);
  reader.expect('as');
  const names = [reader.word()];
  while (reader.take(',')) names.push(reader.word());
  const parts = pattern.text.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'));
  if (parts.length - 1 !== names.length)
    throw new AwsError('MalformedQueryException', 'parse needs one name for each *');
  const glob = new RegExp(`${parts.join('(.*?)')}${parts.at(-1) === '' ? '$' : ''}`, 's');
  return extraction(names, (row) => glob.exec(String(source(row) ?? ''))?.slice(1) ?? []);
}

function extraction(names: string[], values: (row: Row) => (string | undefined)[]): Stage {
  return {
    columns: names,
    run: (rows) =>
      rows.map((row) => {
        const found = values(row);
        const wider = new Map(row);
        for (const [index, name] of names.entries()) {
          const value = found[index];
          if (value !== undefined) wider.set(name, value);
        }
        return wider;
      }),
  };
}

function readSort(reader: TokenReader): Stage {
  const keys: { expression: Expression; direction: number }[] = [];
  do {
    const token = reader.peek();
    // `sort count(*)` means the column of that name, not a function of a row.
    const expression = token?.kind === 'word' ? readSortKey(reader) : readOperand(reader).expression;
    const ascending = reader.take('asc');
    if (!ascending) reader.take('desc');
    keys.push({ expression, direction: ascending ? 1 : -1 });
  } while (reader.take(','));
  return {
    sorts: true,
    run: (rows) =>
      [...rows].sort((a, b) => {
        for (const { expression, direction } of keys) {
          const order = ordering(expression(a), expression(b)) * direction;
          if (order !== 0) return order;
        }
        return 0;
      }),
  };
}

function readSortKey(reader: TokenReader): Expression {
  const name = reader.word();
  if (!reader.take('(')) return (row) => row.get(name);
  let label = `${name.toLowerCase()}(`;
  while (!reader.take(')')) {
    const token = reader.next();
    label += token.text === ',' ? ', ' : token.text;
  }
  return (row) => row.get(`${label})`);
}
