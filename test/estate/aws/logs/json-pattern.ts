import { AwsError } from '../aws-error.ts';

type Predicate = (event: unknown) => boolean;

const token =
  /\s*(\(|\)|&&|\|\||!=|>=|<=|=|>|<|\$(?:\.[\w-]+|\[\d+\]|\[['"][^'"\]]+['"]\])+|"(?:[^"\\]|\\.)*"|[^\s()=<>!&|]+)/y;

/** `{ ($.level = "error") && ($.status >= 500 || $.path = "/api/*") }`: true for JSON events that fulfil it. */
export function parseJsonPattern(pattern: string): (message: string) => boolean {
  const invalid = (): AwsError => new AwsError('InvalidParameterException', `Invalid filter pattern: ${pattern}`);
  const body = /^\{(.*)\}$/s.exec(pattern)?.[1]?.trim();
  if (body === undefined) throw invalid();
  const tokens: string[] = [];
  token.lastIndex = 0;
  for (let match = token.exec(body); match !== null; match = token.exec(body)) tokens.push(match[1] ?? '');
  let at = 0;
  const next = (): string => tokens[at++] ?? '';

  const either = (): Predicate => {
    const parts = [both()];
    while (tokens[at] === '||') {
      at++;
      parts.push(both());
    }
    return (event) => parts.some((part) => part(event));
  };
  const both = (): Predicate => {
    const parts = [one()];
    while (tokens[at] === '&&') {
      at++;
      parts.push(one());
    }
    return (event) => parts.every((part) => part(event));
  };
  const one = (): Predicate => {
    if (tokens[at] === '(') {
      at++;
      const inner = either();
      if (next() !== ')') throw invalid();
      return inner;
    }
    const path = next();
    if (!path.startsWith('$')) throw invalid();
    const operator = next();
    if (operator === 'IS') return is(path, next(), invalid);
    if (operator === 'NOT' && next() === 'EXISTS') return (event) => select(event, path) === undefined;
    return compare(path, operator, next(), invalid);
  };

  const predicate = either();
  if (at !== tokens.length) throw invalid();
  return (message) => {
    try {
      return predicate(JSON.parse(message));
    } catch {
      return false;
    }
  };
}

function is(path: string, what: string, invalid: () => AwsError): Predicate {
  const constants: Record<string, unknown> = { NULL: null, TRUE: true, FALSE: false };
  if (!(what in constants)) throw invalid();
  return (event) => select(event, path) === constants[what];
}

function compare(path: string, operator: string, literal: string, invalid: () => AwsError): Predicate {
  const quoted = /^"(.*)"$/s.exec(literal)?.[1]?.replaceAll(/\\(.)/g, '$1');
  const wanted = quoted ?? literal;
  if (wanted === '' && quoted === undefined) throw invalid();
  const glob = new RegExp(
    `^${wanted
      .split('*')
      .map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
    's',
  );
  const tests: Record<string, (value: unknown) => boolean> = {
    '=': (value) => value !== undefined && glob.test(String(value)),
    '!=': (value) => value !== undefined && !glob.test(String(value)),
    '>': (value) => typeof value === 'number' && value > Number(wanted),
    '<': (value) => typeof value === 'number' && value < Number(wanted),
    '>=': (value) => typeof value === 'number' && value >= Number(wanted),
    '<=': (value) => typeof value === 'number' && value <= Number(wanted),
  };
  const test = tests[operator];
  if (test === undefined) throw invalid();
  return (event) => test(select(event, path));
}

function select(event: unknown, path: string): unknown {
  let value: unknown = event;
  for (const [, name, index, quoted] of path.matchAll(/\.([\w-]+)|\[(\d+)\]|\[['"]([^'"\]]+)['"]\]/g)) {
    if (value === null || typeof value !== 'object') return undefined;
    value = new Map(Object.entries(value)).get(name ?? index ?? quoted ?? '');
  }
  return value;
}
