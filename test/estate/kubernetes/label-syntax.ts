import { badRequest, quote } from './api-status.ts';

const nameRule =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character " +
  "(e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is " +
  "'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const valueRule =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and " +
  "end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is " +
  "'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
const prefixRule =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and " +
  "end with an alphanumeric character (e.g. 'example.com', regex used for validation is " +
  "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

const name = /^(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const subdomain = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;

/** Refuses a key that cannot be a label's, with every reason. */
export function refuseBrokenKey(key: string): void {
  const problems = keyProblems(key);
  if (problems.length > 0) refuse('<nil>', key, problems);
}

/** Refuses a value that no label can have; it is the one at `index` of those given for a key. */
export function refuseBrokenValue(key: string, value: string, index: number): void {
  const problems: string[] = [];
  if (value.length > 63) problems.push('must be no more than 63 characters');
  if (value !== '' && !name.test(value)) problems.push(valueRule);
  if (problems.length > 0) refuse(`values[${index}][${key}]`, value, problems);
}

export function refuseBrokenNumber(value: string): void {
  if (!/^[+-]?\d+$/.test(value)) {
    refuse('values[0]', value, ["for 'Gt', 'Lt' operators, the value must be an integer"]);
  }
}

function keyProblems(key: string): string[] {
  const parts = key.split('/');
  if (parts.length > 2) {
    return [`a qualified name ${nameRule} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`];
  }
  const problems: string[] = [];
  const own = parts.at(-1) ?? '';
  const prefix = parts.length === 2 ? (parts[0] ?? '') : undefined;
  if (prefix === '') problems.push('prefix part must be non-empty');
  else if (prefix !== undefined && !subdomain.test(prefix)) problems.push(`prefix part ${prefixRule}`);
  if (own === '') problems.push('name part must be non-empty');
  else if (own.length > 63) problems.push('name part must be no more than 63 characters');
  if (!name.test(own)) problems.push(`name part ${nameRule}`);
  return problems;
}

function refuse(where: string, value: string, problems: string[]): never {
  throw badRequest(`unable to parse requirement: ${where}: Invalid value: ${quote(value)}: ${problems.join('; ')}`);
}
