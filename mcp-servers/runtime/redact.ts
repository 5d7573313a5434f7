/**
 * Removes secrets from text before it enters a history, a prompt, a log or Slack, and keeps everything else readable.
 * Pure and dependency-free, since it stands at every edge. Every pattern starts at a literal or a boundary and has no
 * nested repetition, so that time grows with the length of the text alone.
 */
export function redact(text: string): string {
  let clean = text;
  for (const [pattern, replacement] of shapes) clean = clean.replace(pattern, replacement);
  return assignments.reduce((at, assignment) => at.replace(assignment.pattern, assignment.replace), clean);
}

/** Redacts every string of a JSON value, and by its key where that names a secret: `{"password": "..."}`. */
export function redactDeep<T>(value: T): T;
export function redactDeep(value: unknown): unknown {
  if (typeof value === 'string') return redact(value);
  if (Array.isArray(value)) return value.map((item) => redactDeep(item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      typeof item === 'string' && secretKey.test(key) && !isHarmless(item) ? mark : redactDeep(item),
    ]),
  );
}

const mark = '[redacted]';

/** Secrets that are recognised by their own shape, wherever they stand. */
const shapes: [RegExp, string][] = [
  // A key within 10,000 characters of its end; then one whose end, or whose beginning, was cut off.
  [
    /-----BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----[\s\S]{0,10000}?-----END [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----/g,
    mark,
  ],
  [
    /-----BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----(?:(?:\s|\\[nr])*[A-Za-z0-9+/=]{16,100}(?![A-Za-z0-9+/=]))*/g,
    mark,
  ],
  [
    /^(?:[ \t]*[A-Za-z0-9+/]{40,100}\n)*[ \t]*[A-Za-z0-9+/=]{1,100}\n[ \t]*-----END [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----/gm,
    mark,
  ],

  [/\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}\b/g, mark],
  [/\bgh[pousr]_[A-Za-z0-9]{20,255}\b/g, mark],
  [/\bgithub_pat_[A-Za-z0-9_]{20,255}\b/g, mark],
  [/\bglpat-[A-Za-z0-9_-]{16,}/g, mark],
  [/\bxox[a-z](?:\.xox[a-z])?-[A-Za-z0-9-]{8,}/g, mark],
  [/\bxapp-\d-[A-Za-z0-9-]{8,}/g, mark],
  [/(hooks\.slack\.com\/(?:services|workflows|triggers)\/)[A-Za-z0-9/_-]+/g, `$1${mark}`],
  [/(?<![A-Za-z0-9_-])sk-(?:ant|proj|svcacct|admin|or)-[A-Za-z0-9_-]{10,}/g, mark],
  [/(?<![A-Za-z0-9_-])sk-[A-Za-z0-9]{20,}(?![A-Za-z0-9_-])/g, mark],
  [/\b(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{10,}/g, mark],
  [/\bwhsec_[A-Za-z0-9+/=]{16,}/g, mark],
  [/\bAIza[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])/g, mark],
  [/\bya29\.[A-Za-z0-9_-]{20,}/g, mark],
  [/\bhv[sbr]\.[A-Za-z0-9_-]{20,}/g, mark],
  [/\b(?:npm|hf)_[A-Za-z0-9]{30,}\b/g, mark],
  [/\bpypi-[A-Za-z0-9_-]{40,}/g, mark],
  [/\b(?:dckr_pat|dop_v1|glsa|shpat|tfp|lin_api)_[A-Za-z0-9_-]{20,}/g, mark],
  [/\bSG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{32,64}/g, mark],
  [/\bATATT3[A-Za-z0-9_=-]{20,}/g, mark],
  [/(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*){1,3}/g, mark],

  // user:password@ of a URL, a token alone before the @, and the form that MySQL drivers use without a scheme.
  [/(:\/\/[^\s:/@'"<>]{0,200}:)(?!\[redacted\]@)[^\s/'"<>]{1,500}@/g, `$1${mark}@`],
  [/(:\/\/)[A-Za-z0-9_.~-]{20,500}(?=@)/g, `$1${mark}`],
  [/(:)[^\s:@/'"]{1,200}(?=@(?:tcp|udp|unix)\()/g, `$1${mark}`],

  // Signed URLs and cookies.
  [
    /([?&](?:X-Amz-Signature|X-Amz-Security-Token|X-Amz-Credential|X-Goog-Signature|sig|code|key)=)[^&\s'"<>]+/gi,
    `$1${mark}`,
  ],
  [/(\bSignature=)[0-9a-f]{32,}/gi, `$1${mark}`],
  [/(\b(?:set-)?cookie["']?[ \t]*[:=][ \t]*["']?)(?=[^\s=;'"]{1,100}=)[^\n"']+/gi, `$1${mark}`],
];

/** What a key must end in for its value to be a secret; whatever stands before does not matter. */
const always = 'password|passwd|passphrase|pass_?phrase|pwd';
const usually =
  'secret|token|api[_-]?key|access[_-]?key|secret[_-]?key|private[_-]?key|signing[_-]?key|encryption[_-]?key|' +
  'account[_-]?key|master[_-]?key|auth[_-]?key|license[_-]?key|shared[_-]?access[_-]?key|client[_-]?key[_-]?data|' +
  'credentials?|connection[_-]?string|dockerconfigjson';

const secretKey = new RegExp(`(?:${always}|${usually}|authorization)$`, 'i');

/** How a value may stand: quoted (also inside escaped JSON), or bare up to a delimiter. */
const quoted = String.raw`(?<open>\\?["'\u0060])(?<inside>(?:(?!\k<open>)[^\n\\]|\\(?!["'])[^\n]|(?<!\\)\\(?=["'])(?!\k<open>)["'])*)`;
const bare = String.raw`(?<bare>[^\s"'\u0060,;&|<>{}\[\]][^\s"'\u0060,;&<>]*)`;

interface Groups {
  head: string;
  key?: string;
  separator?: string;
  open?: string;
  inside?: string;
  bare?: string;
}

/** Values that are secrets because of the name they stand beside. */
const assignments: { pattern: RegExp; replace: (...match: unknown[]) => string }[] = [
  {
    // Authorization: Bearer x, "authorization": "token x", and the scheme alone
    pattern: /(?<head>\b(?:bearer|basic|token|apikey|negotiate)[ ]+)(?<bare>[A-Za-z0-9._~+/=-]{8,})/gi,
    replace: (...match) => rewrite(match, ({ bare: value = '' }) => looksRandom(value)),
  },
  {
    pattern: new RegExp(String.raw`(?<head>\bauthorization["']?[ \t]*[:=][ \t]*)(?:${quoted}|${bare})`, 'gi'),
    replace: (...match) => rewrite(match, ({ inside, bare: value }) => looksRandom(inside ?? value ?? '')),
  },
  {
    // Kubernetes: `- name: DB_PASSWORD` and on the next line `value: ...`; also as JSON on one line
    pattern: new RegExp(
      String.raw`(?<head>\bname\\?["']?[ \t]*:[ \t]*\\?["']?[\w.-]*(?<key>${always}|${usually})\\?["']?[ \t]*,?\s{0,80}[+-]?\s{0,40}\\?["']?value\\?["']?[ \t]*(?<separator>:)[ \t]*)(?:${quoted}|${bare})`,
      'gi',
    ),
    replace: (...match) => rewrite(match, ({ inside, bare: value }) => !isHarmless(inside ?? value ?? '')),
  },
  {
    pattern: new RegExp(
      String.raw`(?<head>(?<![\w-])--?(?<key>${always}|${usually})[ ]+)(?!-)(?:${quoted}|${bare})`,
      'gi',
    ),
    replace: (...match) => rewrite(match, ({ inside, bare: value }) => !isHarmless(inside ?? value ?? '')),
  },
  {
    pattern: new RegExp(
      String.raw`(?<head>(?<key>${always}|${usually})\\?["']?\]?(?<separator>[ \t]*(?::=|=>|=|:)[ \t]*))(?:${quoted}|${bare})`,
      'gi',
    ),
    replace: (...match) => rewrite(match, isAssignedSecret),
  },
];

/** Replaces the value of a match and keeps everything round it, quotes included. */
function rewrite(match: unknown[], isSecret: (groups: Groups, whole: string, at: number) => boolean): string {
  const matched = String(match[0]);
  const groups = match.at(-1) as Groups;
  const whole = String(match.at(-2));
  const at = Number(match.at(-3));
  if (!isSecret(groups, whole, at)) return matched;
  return groups.open === undefined ? `${groups.head}${mark}` : `${groups.head}${groups.open}${mark}`;
}

function isAssignedSecret(groups: Groups, whole: string, at: number): boolean {
  const value = groups.inside ?? groups.bare ?? '';
  const key = (groups.key ?? '').toLowerCase();
  const separator = groups.separator ?? '';
  if (value === '' || isHarmless(value)) return false;
  if (key === 'pwd' && value.startsWith('/')) return false;
  if (groups.inside !== undefined) return key === 'token' || key === 'secret' ? value.length >= 4 : true;
  // `token=x`, `"token":1`: nobody writes prose that way.
  if (separator === '=' || separator === ':') return !(separator === ':' && /^[/\\]/.test(value));
  if (isCode(value, whole, at + groups.head.length)) return false;
  if (looksRandom(value)) return true;
  // `password: hunter` is a setting on a line of its own, and prose after a name such as `db-secret: timeout`.
  const before = whole.slice(whole.lastIndexOf('\n', at) + 1, at);
  const startsLine = /^[\s+>#-]*["']?\w*$/.test(before);
  const rest = whole.slice(at + groups.head.length + value.length, whole.indexOf('\n', at) >>> 0);
  if (startsLine && /^[\s,;]*$/.test(rest)) return true;
  return new RegExp(`^(?:${always})$`).test(key) && separator.includes('=');
}

/** An expression of a program, as diffs and configuration templates have it, is not the secret itself. */
function isCode(value: string, whole: string, at: number): boolean {
  const line = whole.slice(at, at + value.length + 40);
  return (
    /^[A-Za-z_$][\w$]*(?:[.:]{1,2}[A-Za-z_$][\w$]*)*[([]/.test(line) ||
    /^[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)+[;,)]*$/.test(value) ||
    /^(?:await|new|return|const|string|String|str|bool|number|int|process|this|self)\b/.test(value)
  );
}

const ordinary =
  /^(?:true|false|null|nil|none|no|yes|undefined|unknown|empty|missing|not|required|optional|invalid|expired|revoked|denied|forbidden|unauthorized|failed|error|wrong|incorrect|rejected|unset|absent|changed|rotated|updated|is|was|has|the|a|for|from|in|of|and|or|string|x+|\*+|\.+|-|\d{1,3})[.,;:!)]*$/i;

/** Nothing is lost by showing it: an ordinary word, a placeholder, a reference to where the secret is. */
function isHarmless(value: string): boolean {
  return (
    ordinary.test(value) ||
    /^(?:\$\{|\$\(|\{\{|%[({]|<|\[redacted\]|\*{2,}|\/(?:var\/)?run\/secrets|arn:|vault:|file:|secretKeyRef)/i.test(
      value,
    ) ||
    /^\$[A-Z_][A-Z0-9_]*$/.test(value) ||
    /^[[{]/.test(value)
  );
}

/** Eight characters at least and not a word: letters with digits, both cases mixed, or very long. */
function looksRandom(value: string): boolean {
  if (value.length < 6 || isHarmless(value)) return false;
  if (/\d/.test(value) && /[A-Za-z]/.test(value)) return true;
  if (/[a-z][A-Z].*[A-Z]/.test(value) || /[A-Za-z][+/=!@#$%^*]/.test(value)) return value.length >= 8;
  return value.length >= 32 && !/\s/.test(value);
}
