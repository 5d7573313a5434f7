import { NotServed } from '../system.ts';
import { GithubError } from './exchange.ts';

export interface SearchQuery {
  /** Words and quoted phrases, all of which have to be found. */
  terms: string[];
  qualifiers: Map<string, string[]>;
}

/** Splits `words "a phrase" name:value`; a qualifier that this search does not know is not served. */
export function parseSearch(q: string | undefined, known: readonly string[]): SearchQuery {
  if (!q?.trim())
    throw new GithubError(422, 'Validation Failed', { errors: [{ resource: 'Search', field: 'q', code: 'missing' }] });
  if (q.length > 256 + 200)
    throw new GithubError(422, 'Validation Failed', {
      errors: [
        { message: 'The search is longer than 256 characters.', resource: 'Search', field: 'q', code: 'invalid' },
      ],
    });
  const query: SearchQuery = { terms: [], qualifiers: new Map() };
  for (const [part] of q.matchAll(/(?:[\w-]+:)?"[^"]*"|\S+/g)) {
    const qualifier = /^(-?[a-z-]+):(.+)$/.exec(part);
    if (!qualifier) {
      if (/^(?:AND|OR|NOT|-.+)$/.test(part)) throw new NotServed(`the search operator ${part}`);
      query.terms.push(part.replaceAll('"', ''));
      continue;
    }
    const [, name = '', value = ''] = qualifier;
    if (!known.includes(name)) throw new NotServed(`the search qualifier ${name}:`);
    query.qualifiers.set(name, [...(query.qualifiers.get(name) ?? []), value.replaceAll('"', '')]);
  }
  return query;
}

const tokensOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? [];

/** As GitHub's search finds: whole words without regard to case, and what punctuation joins as a phrase. */
export function contains(text: string, term: string): boolean {
  const wanted = tokensOf(term).join(' ');
  return wanted !== '' && ` ${tokensOf(text).join(' ')} `.includes(` ${wanted} `);
}

/** `>=2026-05-01T00:00:00Z`, `<x`, `a..b` with `*` open, or a day. */
export function within(range: string, instant: string): boolean {
  const at = Date.parse(instant);
  const [from, to] = range.split('..');
  if (to !== undefined) return (from === '*' || at >= moment(from)) && (to === '*' || at <= moment(to));
  const compared = /^(>=|<=|>|<)(.+)$/.exec(range);
  if (!compared) return at >= moment(range) && at < moment(range) + 86_400_000;
  const limit = moment(compared[2]);
  switch (compared[1]) {
    case '>=':
      return at >= limit;
    case '<=':
      return at <= limit;
    case '>':
      return at > limit;
    default:
      return at < limit;
  }
}

function moment(text: string | undefined): number {
  const at = Date.parse(text ?? '');
  if (Number.isNaN(at)) throw new GithubError(422, 'Validation Failed', { errors: [{ field: 'q', code: 'invalid' }] });
  return at;
}
