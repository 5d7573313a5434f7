import { badRequest } from './api-status.ts';
import { refuseBrokenKey, refuseBrokenNumber, refuseBrokenValue } from './label-syntax.ts';

export interface Requirement {
  key: string;
  operator: '=' | '!=' | 'in' | 'notin' | 'exists' | '!' | '>' | '<';
  values: string[];
}

/** Parses `a=b,c!=d,e in (f,g),h notin (i),j,!k,l>1`; a broken selector is the API server's 400. */
export function parseLabelSelector(selector: string): Requirement[] {
  const tokens = new Tokens(selector);
  const requirements: Requirement[] = [];
  while (tokens.peek() !== '') {
    if (!isIdentifier(tokens.peek()) && tokens.peek() !== '!') {
      throw badRequest(`found '${tokens.peek()}', expected: !, identifier, or 'end of string'`);
    }
    requirements.push(requirement(tokens));
    const separator = tokens.next();
    if (separator !== '' && separator !== ',') {
      throw badRequest(`found '${separator}', expected: ',' or 'end of string'`);
    }
    if (separator === ',' && !isIdentifier(tokens.peek()) && tokens.peek() !== '!') {
      throw badRequest(`found '${tokens.peek()}', expected: identifier after ','`);
    }
  }
  return requirements;
}

export function matchesLabels(requirements: Requirement[], labels: Record<string, unknown>): boolean {
  return requirements.every((requirement) => meets(requirement, labels[requirement.key]));
}

function meets({ operator, values }: Requirement, value: unknown): boolean {
  const has = typeof value === 'string';
  switch (operator) {
    case '=':
    case 'in':
      return has && values.includes(value);
    case '!=':
    case 'notin':
      return !has || !values.includes(value);
    case 'exists':
      return has;
    case '!':
      return !has;
    case '>':
      return has && /^-?\d+$/.test(value) && Number(value) > Number(values[0]);
    case '<':
      return has && /^-?\d+$/.test(value) && Number(value) < Number(values[0]);
  }
}

class Tokens {
  readonly #tokens: string[];
  #at = 0;

  constructor(selector: string) {
    this.#tokens = [...selector.matchAll(/\s*(==|!=|[(),=!<>]|[^\s(),=!<>]+)/g)].map((match) => match[1] ?? '');
  }

  /** Empty at the end. */
  peek(): string {
    return this.#tokens[this.#at] ?? '';
  }

  next(): string {
    this.#at += 1;
    return this.#tokens[this.#at - 1] ?? '';
  }
}

function requirement(tokens: Tokens): Requirement {
  const absent = tokens.peek() === '!';
  if (absent) tokens.next();
  const key = tokens.next();
  if (!isIdentifier(key)) fail(`found '${key}', expected: identifier`);
  refuseBrokenKey(key);
  if (absent) return { key, operator: '!', values: [] };
  const operator = tokens.peek();
  if (operator === '' || operator === ',') return { key, operator: 'exists', values: [] };
  tokens.next();
  switch (operator) {
    case '=':
    case '==':
      return checked({ key, operator: '=', values: [single(tokens)] });
    case '!=':
      return checked({ key, operator: '!=', values: [single(tokens)] });
    case '>':
    case '<':
      return checked({ key, operator, values: [single(tokens)] });
    case 'in':
    case 'notin':
      return checked({ key, operator, values: set(tokens) });
    default:
      return fail(`found '${operator}', expected: in, notin, =, ==, !=, gt, lt`);
  }
}

function checked(requirement: Requirement): Requirement {
  const { key, operator, values } = requirement;
  if (operator === '>' || operator === '<') refuseBrokenNumber(values[0] ?? '');
  for (const [index, value] of values.entries()) refuseBrokenValue(key, value, index);
  return requirement;
}

function single(tokens: Tokens): string {
  if (tokens.peek() === '' || tokens.peek() === ',') return '';
  const value = tokens.next();
  return isIdentifier(value) ? value : fail(`found '${value}', expected: identifier`);
}

/** Sorted and once each, as the API server keeps them. */
function set(tokens: Tokens): string[] {
  const open = tokens.next();
  if (open !== '(') fail(`found '${open}' expected: '('`);
  const values = new Set<string>();
  for (;;) {
    values.add(isIdentifier(tokens.peek()) ? tokens.next() : '');
    const after = tokens.next();
    if (after === ')') return [...values].sort();
    if (after !== ',') fail(`found '${after}', expected: ',' or ')'`);
  }
}

function isIdentifier(token: string): boolean {
  return token !== '' && !/^(?:==|!=|[(),=!<>])$/.test(token);
}

function fail(problem: string): never {
  throw badRequest(`unable to parse requirement: ${problem}`);
}
