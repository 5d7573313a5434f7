import { AwsError } from '../aws-error.ts';

export type Token =
  | { kind: 'word'; text: string }
  | { kind: 'string'; text: string }
  | { kind: 'number'; text: string; value: number }
  | { kind: 'regex'; text: string; flags: string }
  | { kind: 'sign'; text: string };

const pattern =
  /(?<space>\s+|#[^\n]*)|(?<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?<field>`[^`]+`)|(?<number>\d+(?:\.\d+)?(?![\w.]))|(?<span>\d+\s*(?:ms|s|m|h|d|w)\b)|(?<word>@?[A-Za-z_][\w.@-]*(?<!-))|(?<sign>=~|!=|<=|>=|[=<>(),|[\]*+/%^-])/y;

/** Words, literals and signs of an Insights query; a slash begins a regular expression where a value may stand. */
export function tokenize(query: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < query.length) {
    const regex = query[at] === '/' && regexMayFollow(tokens.at(-1)) ? /\/((?:[^/\\\n]|\\.)+)\//y : undefined;
    if (regex) {
      regex.lastIndex = at;
      const match = regex.exec(query);
      if (match === null) throw malformed(query, at);
      const source = (match[1] ?? '').replaceAll('\\/', '/');
      const insensitive = source.startsWith('(?i)');
      tokens.push({ kind: 'regex', text: insensitive ? source.slice(4) : source, flags: insensitive ? 'i' : '' });
      at = regex.lastIndex;
      continue;
    }
    pattern.lastIndex = at;
    const groups = pattern.exec(query)?.groups;
    if (groups === undefined) throw malformed(query, at);
    at = pattern.lastIndex;
    const { string, field, number, span, word, sign } = groups;
    if (string !== undefined)
      tokens.push({ kind: 'string', text: string.slice(1, -1).replaceAll(/\\(["'\\])/g, '$1') });
    else if (field !== undefined) tokens.push({ kind: 'word', text: field.slice(1, -1) });
    else if (number !== undefined) tokens.push({ kind: 'number', text: number, value: Number(number) });
    else if (span !== undefined) tokens.push({ kind: 'word', text: span.replaceAll(/\s/g, '') });
    else if (word !== undefined) tokens.push({ kind: 'word', text: word });
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign });
  }
  return tokens;
}

function regexMayFollow(before: Token | undefined): boolean {
  if (before === undefined || before.kind === 'word') return true;
  return before.kind === 'sign' && before.text !== ')';
}

export function malformed(query: string, at: number): AwsError {
  return new AwsError(
    'MalformedQueryException',
    `unexpected symbol found ${query[at] ?? 'end of query'} at position ${at}`,
  );
}

/** One after the other, with the mistakes that a query can have. */
export class TokenReader {
  readonly tokens: Token[];
  private at = 0;

  constructor(tokens: Token[]) {
    this.tokens = tokens;
  }

  get done(): boolean {
    return this.at >= this.tokens.length;
  }

  peek(): Token | undefined {
    return this.tokens[this.at];
  }

  next(): Token {
    const token = this.tokens[this.at++];
    if (token === undefined) throw new AwsError('MalformedQueryException', 'unexpected end of query');
    return token;
  }

  /** Takes a sign or keyword where it comes next; keywords have any case. */
  take(text: string): boolean {
    const token = this.peek();
    if (token === undefined || (token.kind !== 'sign' && token.kind !== 'word')) return false;
    if (token.text.toLowerCase() !== text) return false;
    this.at++;
    return true;
  }

  expect(text: string): void {
    if (!this.take(text)) throw this.unexpected();
  }

  word(): string {
    const token = this.next();
    if (token.kind !== 'word')
      throw new AwsError('MalformedQueryException', `unexpected ${token.text}: a field is expected`);
    return token.text;
  }

  unexpected(): AwsError {
    return new AwsError('MalformedQueryException', `unexpected ${this.peek()?.text ?? 'end of query'}`);
  }
}
