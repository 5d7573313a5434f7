import { isCode, isHarmless, looksRandom } from './secret-values.ts';
import { redacted } from './shaped-secrets.ts';

/** What a name must end in for its value to be a secret; whatever stands before does not matter. */
const passwords = 'password|passwd|passphrase|pwd';
const others =
  'secret|token|api[_-]?key|access[_-]?key|secret[_-]?key(?:[_-]?base)?|private[_-]?key|signing[_-]?key|encryption[_-]?key|' +
  'account[_-]?key|master[_-]?key|auth[_-]?key|license[_-]?key|shared[_-]?access[_-]?key|client[_-]?key[_-]?data|' +
  'credentials?|connection[_-]?string|dockerconfigjson';
const names = `(?<name>${passwords}|${others})`;

/** A value in quotes, in the escaped quotes of JSON inside a string, or bare up to a delimiter. */
const inQuotes = String.raw`(?<quote>["'\u0060])(?<quoted>(?:\\.|(?!\k<quote>)[^\\\n])*)`;
const inEscapedQuotes = String.raw`(?<escapedQuote>\\["'])(?<escaped>(?:\\\\(?:\\["'])?|[^\\\n"])*)`;
const bare = String.raw`(?<bare>(?:[^\s"'\u0060,;&|<>{}\[\]\\]|\\(?!["']))(?:[^\s"'\u0060,;&<>\\]|\\(?!["']))*)`;
const value = `(?:${inQuotes}|${inEscapedQuotes}|${bare})`;
const closing = String.raw`\\?["']?`;

type Match = RegExpExecArray;

interface Named {
  pattern: RegExp;
  isSecret(value: string, match: Match): boolean;
}

const named: Named[] = [
  {
    // A scheme of Authorization and what follows it, also without the header's name
    pattern: /(?<head>\b(?:bearer|basic|token|apikey|negotiate)[ ]+)(?<bare>[A-Za-z0-9._~+/=-]{8,})/gi,
    isSecret: (value, { groups }) =>
      looksRandom(value) &&
      !/^\w+=[^=]/.test(value) &&
      (value.length >= 16 || /^bearer|^basic/i.test(groups?.head ?? '')),
  },
  {
    pattern: pattern(String.raw`\bauthorization${closing}[ \t]*[:=][ \t]*`),
    isSecret: looksRandom,
  },
  {
    // Kubernetes: `- name: DB_PASSWORD` and on the next line `value: ...`; also as JSON, and as a diff
    pattern: pattern(
      String.raw`\bname${closing}[ \t]*:[ \t]*${closing}[\w.-]{0,100}${names}${closing}[ \t]*,?(?:\s|\\[nr]){0,80}[+-]?\s{0,40}${closing}value${closing}[ \t]*:[ \t]*`,
    ),
    isSecret: (value) => !isHarmless(value),
  },
  {
    pattern: pattern(String.raw`(?<![\w-])--?[\w-]{0,40}${names}[ ]+(?!-)`),
    isSecret: (value) => !isHarmless(value),
  },
  {
    pattern: pattern(String.raw`${names}${closing}\]?(?<separator>[ \t]*(?::=|=>|=|:)[ \t]*)`),
    isSecret: isAssigned,
  },
];

function pattern(head: string): RegExp {
  return new RegExp(`(?<head>${head})${value}`, 'gi');
}

/** Redacts the values of `password=`, `"token": "..."`, `secret: ...`, `--api-key ...`, `Authorization: ...`. */
export function redactNamedSecrets(text: string): string {
  return named.reduce((at, { pattern, isSecret }) => replaceValues(at, pattern, isSecret), text);
}

/** For values that stand under their name in an object. */
export function isNamedSecret(name: string, value: string): boolean {
  return endsInName.test(name) && !isHarmless(value);
}

const endsInName = new RegExp(`(?:${passwords}|${others}|authorization)$`, 'i');

/** Replaces each value that is a secret and keeps its name, its quotes and all that stands between. */
function replaceValues(text: string, pattern: RegExp, isSecret: Named['isSecret']): string {
  let result = '';
  let from = 0;
  for (const match of text.matchAll(pattern)) {
    const { head = '', quote, quoted, escapedQuote, escaped, bare } = match.groups ?? {};
    const value = quoted ?? escaped ?? bare ?? '';
    if (value === '' || isHarmless(value) || !isSecret(value, match)) continue;
    result += `${text.slice(from, match.index)}${head}${quote ?? escapedQuote ?? ''}${redacted}`;
    from = match.index + match[0].length;
  }
  return from === 0 ? text : result + text.slice(from);
}

/** How much of the line round a match is looked at; more would make one very long line slow. */
const sight = 200;

function isAssigned(value: string, { groups, index, input }: Match): boolean {
  const name = groups?.name?.toLowerCase() ?? '';
  const separator = groups?.separator ?? '';
  const start = index + (groups?.head?.length ?? 0);
  const before = input.slice(Math.max(0, index - sight), index);
  if (name === 'pwd' && value.startsWith('/')) return false;
  // arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/db
  if (/\barn:[\w-]+:[\w:-]*:$/.test(before)) return false;
  // The Kubernetes components' own logs name objects like this: secret="shop/database"
  if (name === 'secret' && /^[a-z0-9-]+\/[a-z0-9.-]+$/.test(value)) return false;
  // The id of a finding, `missing-secret:Deployment/shop/cart`: findings that follow from it name it.
  if (/\bmissing-$/.test(before) && /^[A-Z][A-Za-z]+\/[a-z0-9.-]+\/[a-z0-9.-]+/.test(value)) return false;
  if (groups?.bare === undefined) return value.length >= 4 || !/token|secret/.test(name);
  // `token=x`: nobody writes prose that way.
  if (separator === '=' || separator === ':') return !(separator === ':' && /^[/\\]/.test(value));
  if (isCode(input.slice(start, start + value.length + 40), value)) return false;
  if (looksRandom(value)) return true;
  // `password: hunter` is a setting where it is all of a line, and prose after a name such as `db-secret: timeout`.
  const lineStart = before.slice(before.lastIndexOf('\n') + 1);
  const after = input.slice(start + value.length, start + value.length + sight);
  return /^[\s+>#-]*["']?\w*$/.test(lineStart) && /^[ \t,;]*(?:\n|$)/.test(after);
}
