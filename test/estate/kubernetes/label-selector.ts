import { badRequest, quote } from './api-status.ts';

export interface Requirement {
  key: string;
  operator: '=' | '!=' | 'in' | 'notin' | 'exists' | '!' | '>' | '<';
  values: string[];
}

/** Parses `a=b,c!=d,e in (f,g),h notin (i),j,!k,l>1`; a broken selector is the API server's 400. */
export function parseLabelSelector(selector: string): Requirement[] {
  const tokens = [...selector.matchAll(/\s*(==|!=|[(),=!<>]|[^\s(),=!<>]+)/g)].map((match) => match[1] ?? '');
  const requirements: Requirement[] = [];
  let at = 0;
  const next = (): string => tokens[at++] ?? '';
  const fail = (found: string, expected: string): never => {
    throw badRequest(`unable to parse requirement: found '${found}', expected: ${expected}`);
  };
  while (at < tokens.length) {
    requirements.push(requirement(next, () => tokens[at] ?? '', fail));
    const separator = next();
    if (separator !== '' && separator !== ',') fail(separator, "',' or 'end of string'");
    if (separator === ',' && at >= tokens.length) fail('', "identifier after ','");
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

function requirement(
  next: () => string,
  peek: () => string,
  fail: (found: string, expected: string) => never,
): Requirement {
  const first = next();
  const absent = first === '!';
  const key = absent ? next() : first;
  if (!isIdentifier(key)) fail(key, absent ? 'identifier' : "'!', identifier, or 'end of string'");
  if (!/^(?:[A-Za-z0-9.-]+\/)?[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$/.test(key)) {
    throw badRequest(
      `unable to parse requirement: key: Invalid value: ${quote(key)}: name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')`,
    );
  }
  if (absent) return { key, operator: '!', values: [] };
  const operator = peek();
  if (operator === '' || operator === ',') return { key, operator: 'exists', values: [] };
  next();
  switch (operator) {
    case '=':
    case '==':
      return { key, operator: '=', values: [single(next, peek, fail)] };
    case '!=':
      return { key, operator: '!=', values: [single(next, peek, fail)] };
    case '>':
    case '<':
      return { key, operator, values: [wholeNumber(single(next, peek, fail), key)] };
    case 'in':
    case 'notin':
      return { key, operator, values: set(next, peek, fail) };
    default:
      return fail(operator, 'in, notin, =, ==, !=, gt, lt');
  }
}

function single(next: () => string, peek: () => string, fail: (found: string, expected: string) => never): string {
  if (peek() === '' || peek() === ',') return '';
  const value = next();
  return isIdentifier(value) ? value : fail(value, 'identifier');
}

function set(next: () => string, peek: () => string, fail: (found: string, expected: string) => never): string[] {
  const open = next();
  if (open !== '(') fail(open, "'('");
  const values: string[] = [];
  for (;;) {
    if (isIdentifier(peek())) values.push(next());
    else values.push('');
    const after = next();
    if (after === ')') return values;
    if (after !== ',') fail(after, "',' or ')'");
  }
}

function wholeNumber(value: string, key: string): string {
  if (/^-?\d+$/.test(value)) return value;
  throw badRequest(
    `unable to parse requirement: values[0][${key}]: Invalid value: ${quote(value)}: for 'Gt', 'Lt' operators, the value must be an integer`,
  );
}

function isIdentifier(token: string): boolean {
  return token !== '' && !/^(?:==|!=|[(),=!<>])$/.test(token);
}
