import { NotServed } from '../../system.ts';
import { AwsError } from '../aws-error.ts';
import { parseJsonPattern } from './json-pattern.ts';

/**
 * A CloudWatch Logs filter pattern as a predicate: terms (all), `?terms` (any), `-terms` (none), `"phrases"`, `%regex%`
 * and `{ $.field = value }`. Terms are case-sensitive and match whole words.
 */
export function filterPattern(pattern: string): (message: string) => boolean {
  const text = pattern.trim();
  if (text === '') return () => true;
  if (text.startsWith('{')) return parseJsonPattern(text);
  if (text.startsWith('[')) throw new NotServed(`the space-delimited filter pattern ${text}`);
  const terms = [...text.matchAll(/([?-]?)(?:"((?:[^"\\]|\\.)*)"|%([^%]+)%|(\S+))\s*/g)].map(
    ([, sign, phrase, regex, word]) => ({
      sign,
      test: regex === undefined ? wholeWord(phrase?.replaceAll(/\\(.)/g, '$1') ?? plain(word ?? '')) : safeRegex(regex),
    }),
  );
  const all = terms.filter(({ sign }) => sign === '');
  const none = terms.filter(({ sign }) => sign === '-');
  // CloudWatch ignores `?` terms that stand beside others.
  const any = all.length + none.length > 0 ? [] : terms;
  return (message) =>
    all.every(({ test }) => test(message)) &&
    !none.some(({ test }) => test(message)) &&
    (any.length === 0 || any.some(({ test }) => test(message)));
}

function plain(word: string): string {
  if (/^[\w.@:/\\*#-]+$/u.test(word)) return word;
  throw new AwsError('InvalidParameterException', `Invalid filter pattern: '${word}' has to be quoted`);
}

function wholeWord(term: string): (message: string) => boolean {
  const literal = term.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const start = /^\w/.test(term) ? '(?<!\\w)' : '';
  const end = /\w$/.test(term) ? '(?!\\w)' : '';
  const regex = new RegExp(`${start}${literal}${end}`);
  return (message) => regex.test(message);
}

/** What "Supported regular expressions (regex) syntax" of its guide lists: no parentheses, no space, no other symbols. */
const supported = /^(?:[A-Za-z0-9:_#=@/;,^$?[\]{}|*+.-]|\\[\x21-\x7e])+$/;

function safeRegex(source: string): (message: string) => boolean {
  if (!supported.test(source)) {
    throw new AwsError('InvalidParameterException', `Invalid filter pattern: %${source}%`);
  }
  try {
    const regex = new RegExp(source);
    return (message) => regex.test(message);
  } catch {
    throw new AwsError('InvalidParameterException', `Invalid filter pattern: %${source}%`);
  }
}
