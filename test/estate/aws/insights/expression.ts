import { NotServed } from '../../system.ts';
import { AwsError } from '../aws-error.ts';
import type { TokenReader } from './tokens.ts';

export type Row = Map<string, string>;
export type Value = string | number | undefined;
export type Expression = (row: Row) => Value;

const spans: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** A field, a literal, or one of the functions served. */
export function readOperand(reader: TokenReader): { expression: Expression; label: string } {
  const token = reader.next();
  if (token.kind === 'string') return { expression: () => token.text, label: token.text };
  if (token.kind === 'number') return { expression: () => token.value, label: token.text };
  if (token.kind !== 'word') throw new AwsError('MalformedQueryException', `unexpected ${token.text}`);
  if (!reader.take('(')) {
    const arithmetic = reader.peek();
    if (arithmetic?.kind === 'sign' && /^[*+/%^-]$/.test(arithmetic.text))
      throw new NotServed('arithmetic in Insights');
    return { expression: (row) => row.get(token.text), label: token.text };
  }
  return readFunction(token.text.toLowerCase(), reader);
}

function readFunction(name: string, reader: TokenReader): { expression: Expression; label: string } {
  if (name === 'bin') {
    const span = reader.word();
    reader.expect(')');
    return { expression: bin(span), label: `bin(${span})` };
  }
  const operands = [readOperand(reader)];
  while (reader.take(',')) operands.push(readOperand(reader));
  reader.expect(')');
  const of = (row: Row, index = 0): Value => operands[index]?.expression(row);
  const text = (row: Row, index = 0): string => String(of(row, index) ?? '');
  const functions: Record<string, Expression> = {
    ispresent: (row) => (of(row) === undefined ? 0 : 1),
    isempty: (row) => (text(row) === '' ? 1 : 0),
    isblank: (row) => (text(row).trim() === '' ? 1 : 0),
    tolower: (row) => text(row).toLowerCase(),
    toupper: (row) => text(row).toUpperCase(),
    strlen: (row) => text(row).length,
    strcontains: (row) => (text(row).includes(text(row, 1)) ? 1 : 0),
    coalesce: (row) => operands.map(({ expression }) => expression(row)).find((value) => value !== undefined),
  };
  const expression = functions[name];
  if (expression === undefined) throw new NotServed(`the Insights function ${name}`);
  return { expression, label: `${name}(${operands.map(({ label }) => label).join(', ')})` };
}

function bin(span: string): Expression {
  const [, amount, unit] = /^(\d+)(ms|s|m|h|d|w)$/.exec(span) ?? [];
  const width = Number(amount) * (spans[unit ?? ''] ?? Number.NaN);
  if (!(width > 0)) throw new AwsError('MalformedQueryException', `unexpected ${span}: a period is expected`);
  return (row) => {
    const at = Date.parse(`${row.get('@timestamp')?.replace(' ', 'T')}Z`);
    return formatTime(Math.floor(at / width) * width);
  };
}

/** As Insights prints times: UTC, without a zone. */
export function formatTime(ms: number): string {
  return new Date(ms).toISOString().replace('T', ' ').replace('Z', '');
}

/** `a = 1 and (b like /x/ or not c in ["d"])` */
export function readCondition(reader: TokenReader): (row: Row) => boolean {
  const parts = [readConjunction(reader)];
  while (reader.take('or')) parts.push(readConjunction(reader));
  return (row) => parts.some((part) => part(row));
}

function readConjunction(reader: TokenReader): (row: Row) => boolean {
  const parts = [readNegation(reader)];
  while (reader.take('and')) parts.push(readNegation(reader));
  return (row) => parts.every((part) => part(row));
}

function readNegation(reader: TokenReader): (row: Row) => boolean {
  if (reader.take('not')) {
    const inner = readNegation(reader);
    return (row) => !inner(row);
  }
  if (reader.take('(')) {
    const inner = readCondition(reader);
    reader.expect(')');
    return inner;
  }
  return readComparison(reader);
}

function readComparison(reader: TokenReader): (row: Row) => boolean {
  const left = readOperand(reader).expression;
  if (reader.take('not')) {
    const positive = readMatch(reader, left);
    if (positive === undefined) throw reader.unexpected();
    return (row) => !positive(row);
  }
  const match = readMatch(reader, left);
  if (match) return match;
  const operator = reader.peek();
  if (operator?.kind !== 'sign' || !['=', '!=', '<', '<=', '>', '>='].includes(operator.text)) {
    // A bare function, such as ispresent(field), is a condition of its own.
    return (row) => Number(left(row)) === 1;
  }
  reader.next();
  const right = readOperand(reader).expression;
  return (row) => compare(left(row), operator.text, right(row));
}

/** `like`, `=~` and `in`, where one of them comes next. */
function readMatch(reader: TokenReader, left: Expression): ((row: Row) => boolean) | undefined {
  if (reader.take('like') || reader.take('=~')) {
    const token = reader.next();
    if (token.kind === 'regex') {
      const regex = compile(token.text, token.flags);
      return (row) => regex.test(String(left(row) ?? ''));
    }
    if (token.kind !== 'string') throw new AwsError('MalformedQueryException', `unexpected ${token.text} after like`);
    const glob = new RegExp(
      token.text
        .split('%')
        .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
        .join('.*'),
      's',
    );
    return (row) => glob.test(String(left(row) ?? ''));
  }
  if (!reader.take('in')) return undefined;
  reader.expect('[');
  const options = [readOperand(reader).expression];
  while (reader.take(',')) options.push(readOperand(reader).expression);
  reader.expect(']');
  return (row) => options.some((option) => compare(left(row), '=', option(row)));
}

/** Numbers where both sides are some, else text. A missing field fulfils `!=` only. */
export function compare(left: Value, operator: string, right: Value): boolean {
  if (left === undefined || right === undefined) return operator === '!=' && left !== right;
  const order = ordering(left, right);
  switch (operator) {
    case '=':
      return order === 0;
    case '!=':
      return order !== 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    default:
      return order >= 0;
  }
}

export function ordering(left: Value, right: Value): number {
  if (left === undefined || right === undefined) return left === right ? 0 : left === undefined ? -1 : 1;
  const numeric = [left, right].every((side) => String(side).trim() !== '' && Number.isFinite(Number(side)));
  if (numeric) return Number(left) - Number(right);
  const [a, b] = [String(left), String(right)];
  return a < b ? -1 : a > b ? 1 : 0;
}

export function compile(source: string, flags: string): RegExp {
  try {
    return new RegExp(source.replaceAll('(?P<', '(?<'), flags);
  } catch (error) {
    throw new AwsError(
      'MalformedQueryException',
      `invalid regular expression /${source}/: ${error instanceof Error ? error.message : ''}`,
    );
  }
}
