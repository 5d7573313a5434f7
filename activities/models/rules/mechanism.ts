import type { Category } from '../../../workflows/categories.ts';
import { diffsOf } from './effects/diff.ts';
import type { Effect } from './effects/effect.ts';
import { effectsOf } from './effects/effects.ts';
import type { Lead } from './facts.ts';
import { impliedBy } from './implied.ts';
import { filesIn, lastTwo, spokenOf } from './spoken.ts';
import type { Commit } from './structured.ts';

/** How a diff touches what the errors name. */
export interface Mechanism {
  /** Names that stand in both, the most specific first. */
  shared: string[];
  /** One changed line that holds such a name, as the diff has it. */
  line: string;
  path: string;
  strength: number;
  /** What the change does, where that is known to bring about what was found. */
  effect?: Effect;
}

/**
 * How a commit can have brought about what was found, the root first of the leads: it does what is known to end so, or changes
 * what an error names. Undefined where nothing connects them.
 */
export function mechanismOf(
  commit: Commit,
  leads: Lead[],
  serviceNames: string[],
  spoken = spokenOf(leads, { results: [] }),
): Mechanism | undefined {
  if (leads[0] && fromOutside.has(leads[0].finding.category)) return undefined;
  const named = namedIn(commit, leads, serviceNames, spoken);
  const known = knownEffect(commit, leads);
  const traced = tracedIn(commit, spoken) ?? packageIn(commit, spoken);
  if (traced) {
    const implied = impliedBy(spoken);
    const effect =
      known?.effect.path === traced.path
        ? known.effect
        : effectsOf(commit).find(({ path, brings }) => path === traced.path && brings.some((one) => implied.has(one)));
    return { ...traced, strength: traced.strength + Math.min(3, named?.strength ?? 0), ...(effect && { effect }) };
  }
  if (!known) return named && named.strength >= 2 ? named : undefined;
  const { effect, strength } = known;
  const shared = named?.path === effect.path ? named : undefined;
  return {
    shared: shared?.shared ?? [],
    line: effect.line,
    path: effect.path,
    strength: strength + Math.min(3, named?.strength ?? 0),
    effect,
  };
}

/** Trouble that comes from outside: what a commit does to a program brings none of it. */
export const fromOutside: ReadonlySet<Category> = new Set<Category>([
  'cloud-outage',
  'certificate-expired',
  'node-down',
]);

function knownEffect(commit: Commit, leads: Lead[]): { effect: Effect; strength: number } | undefined {
  const [root, ...others] = leads.map(({ finding }) => finding.category);
  if (root === undefined || fromOutside.has(root)) return undefined;
  const effects = effectsOf(commit);
  const ofRoot = effects.find(({ brings }) => brings.includes(root));
  if (ofRoot) return { effect: ofRoot, strength: 4 };
  const ofOthers = effects.find(({ brings }) => others.some((category) => brings.includes(category)));
  return ofOthers && { effect: ofOthers, strength: 2 };
}

/**
 * A setting, file, image tag or identifier that stands in an error also stands in a changed line. Words that name the service
 * itself tell nothing, since every commit of it holds them.
 */
function namedIn(commit: Commit, leads: Lead[], serviceNames: string[], text: string): Mechanism | undefined {
  const spoken = wordsOf(text);
  const pairs = new Set([...spoken].flatMap(pairsOf));
  const subject = new Set(
    leads.flatMap(({ finding }) => finding.category.split('-')).filter((word) => word.length > 3),
  );
  const lines = changedLines(commit).map(({ line, path, within }) => {
    // What a line sets may be named by what it is nested in, or by its file alone.
    const around = [...wordsOf(within), ...(isSettings(path) ? [nameOf(path)] : [])];
    const shared = [...new Set([...wordsOf(line), ...around.filter((word) => pairsOf(word).length > 0)])]
      .filter((word) => !serviceNames.includes(word.toLowerCase()))
      .map((word) => ({ word, weight: weightOf(word, { spoken, pairs, subject }) }))
      .filter(({ weight }) => weight > 0)
      .sort((a, b) => b.weight - a.weight);
    return { line, path, shared, strength: shared.reduce((sum, { weight }) => sum + weight, 0) };
  });
  // What a change brought tells more than what it took away.
  const best = lines.sort((a, b) => b.strength - a.strength || (a.line < b.line ? -1 : 1))[0];
  return best && best.strength > 0 ? { ...best, shared: best.shared.map(({ word }) => word) } : undefined;
}

/** An identifier that the error names too is strong; a part of it that is what the error is about is some hint. */
function weightOf(word: string, told: { spoken: Set<string>; pairs: Set<string>; subject: Set<string> }): number {
  const { spoken, pairs, subject } = told;
  if (isIdentifier(word) && spoken.has(word)) return 3;
  if (pairsOf(word).some((pair) => pairs.has(pair))) return 3;
  return partsOf(word).some((part) => subject.has(part) || subject.has(`${part}s`)) ? 1 : 0;
}

/** Has the shape of a name that somebody chose: a hump, an underscore, a dash, or letters beside digits. */
const isIdentifier = (word: string): boolean =>
  word.length > 4 &&
  /[a-z][A-Z]|_|-|\/|[A-Za-z].*\d|\d.*[A-Za-z]|^[A-Z]{5,}$/.test(word) &&
  !/^\d+[a-z]{1,3}$/.test(word);

/** Names of several words are written in several ways: `localTotals` and `cart-local-totals` share `local totals`. */
function pairsOf(word: string): string[] {
  if (!/[a-z][A-Z]|[_-]/.test(word)) return [];
  const parts = partsOf(word).filter((part) => part.length > 2);
  return parts.slice(1).flatMap((part, at) => {
    const before = parts[at] ?? '';
    return everywhere.has(part) || everywhere.has(before) ? [] : [`${before} ${part}`];
  });
}

/** Words that names of all programs are made of. */
const everywhere = new Set(
  `id ids status code http https request requests response error errors trace span service handler client server log logs
  level time timeout max min count name type value key user not found for the and get set new old per api url
  version build image config configuration application app data content message msg text host port path file env
  default internal external total size east west north south central failed failure exception`.split(/\s+/),
);

const isSettings = (path: string): boolean => /\.(?:ya?ml|json|toml|env|properties|ini|conf|tf)$/.test(path);

const nameOf = (path: string): string => (path.split('/').at(-1) ?? '').replace(/\.[a-z]+$/, '');

/** The trace of an error runs through a file that it changes. */
function tracedIn(commit: Commit, spoken: string): Mechanism | undefined {
  const files = filesIn(spoken);
  for (const { path, removed, added } of diffsOf(commit)) {
    const last = lastTwo(path);
    const hit = [...files].find((file) =>
      file.includes('/')
        ? file === last
        : file === nameWithEnding(path) && !/^(?:index|main|app|server|handler)\./.test(file),
    );
    const line = removed[0] ?? added[0];
    if (hit && line) return { shared: [hit], line: `${line.sign}${line.text}`, path, strength: 5 };
  }
  return undefined;
}

/** Where the packages of a program lie whose files a trace runs through: `node_modules/@acme/client/dist/index.js`. */
const packaged =
  /\b(?:node_modules|site-packages|dist-packages|gems|pkg\/mod(?:\/[\w.-]+){0,2})\/((?:@[\w.-]+\/)?[A-Za-z][\w.-]*?)(?=-\d|@v?\d|\/|$)/g;

/** The trace of an error runs through a package of which it takes another version. */
function packageIn(commit: Commit, spoken: string): Mechanism | undefined {
  const packages = new Set([...spoken.matchAll(packaged)].map(([, name = '']) => name.toLowerCase()));
  for (const { path, added } of diffsOf(commit)) {
    for (const { sign, text } of manifest.test(path) ? added : []) {
      const named = [...packages].find((name) => wordsOf(text.toLowerCase()).has(name));
      if (named && /\d+\.\d+/.test(text)) return { shared: [named], line: `${sign}${text}`, path, strength: 4 };
    }
  }
  return undefined;
}

const manifest =
  /(?:^|\/)(?:package\.json|requirements[\w-]*\.txt|pyproject\.toml|Cargo\.toml|go\.mod|Gemfile|composer\.json)$/;

const nameWithEnding = (path: string): string => path.split('/').at(-1) ?? '';

const partsOf = (word: string): string[] =>
  word
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/);

/** Words as they stand, and the parts of paths, images and assignments. */
function wordsOf(text: string): Set<string> {
  const words = text.match(/[A-Za-z0-9_][A-Za-z0-9_./:@-]*/g) ?? [];
  return new Set(words.flatMap((word) => [word, ...word.split(/[/:@]/)]).map((word) => word.replace(/[.:/-]+$/, '')));
}

function changedLines(commit: Commit): { line: string; path: string; within: string }[] {
  return diffsOf(commit).flatMap(({ path, removed, added }) =>
    [...removed, ...added].map(({ sign, text, within, entry = '' }) => ({
      line: `${sign}${text}`,
      path,
      within: `${within} ${entry}`,
    })),
  );
}
