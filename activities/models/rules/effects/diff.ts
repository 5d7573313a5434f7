import type { Commit } from '../structured.ts';

/** A line of a diff with what stands round it. */
export interface DiffLine {
  sign: '+' | '-';
  text: string;
  /** The settings it is nested in, outermost first: `spec.containers.resources`. */
  within: string;
  /** Of the value of what has a name and a value, the name: a variable of a container, a parameter of a database. */
  entry?: string;
}

export interface FileDiff {
  path: string;
  /** The file came or went with this commit. */
  isWhole: boolean;
  removed: DiffLine[];
  added: DiffLine[];
}

export const harmless =
  /\.(?:md|mdx|txt|adoc|rst|svg|png|jpe?g|gif|lock|sum|snap)$|(?:^|\/)(?:docs?|tests?|__tests__|spec|testdata|fixtures|dashboards?|\.github|\.gitlab)\/|(?:^|\/)(?:package-lock\.json|CODEOWNERS|LICENSE|\.(?:git(?:ignore|attributes)|editorconfig|prettier\w*|eslint\w*))$|[._-](?:test|spec)\.[a-z]+$/i;

/** What can break a service of a commit: no documentation, tests or checks, and no line that was only moved. */
export function diffsOf({ files }: Commit): FileDiff[] {
  const diffs = files.filter(({ path }) => !harmless.test(path)).map(({ path, patch = '' }) => read(path, patch));
  return diffs
    .map((diff) => {
      const [removed, added] = [textsOf(diff, diffs, 'removed'), textsOf(diff, diffs, 'added')];
      return {
        ...diff,
        removed: diff.removed.filter(({ text }) => !added.has(folded(text))),
        added: diff.added.filter(({ text }) => !removed.has(folded(text))),
      };
    })
    .filter((diff) => diff.removed.length + diff.added.length > 0);
}

/** What a file's lines may have been moved to or from. */
const textsOf = (diff: FileDiff, diffs: FileDiff[], side: 'removed' | 'added'): Set<string> =>
  new Set(diffs.filter((other) => canMove(diff, other)).flatMap((one) => one[side].map(({ text }) => folded(text))));

/**
 * A function is the same in whatever file it stands. A setting that goes from one object's file to another's is gone for the
 * first and new for the second, but where a file was only divided or joined.
 */
const canMove = (one: FileDiff, other: FileDiff): boolean =>
  one === other || one.isWhole || other.isWhole || !(isSettings(one.path) && isSettings(other.path));

const isSettings = (path: string): boolean =>
  /\.(?:ya?ml|json|toml|env|properties|ini|conf|cfg|tf|tfvars|hcl)$/.test(path);

const isEmptyOrComment = (text: string): boolean => /^\s*(?:$|\/\/|#(?!\w+[<"(])|\*|\/\*|--\s|<!--)/.test(text);

const folded = (text: string): string => text.replace(/\s+/g, ' ').trim();

function read(path: string, patch: string): FileDiff {
  const diff: FileDiff = { path, isWhole: /^@@ -0,0 |^@@ \S+ \+0,0 /m.test(patch), removed: [], added: [] };
  const before = new Nesting();
  const after = new Nesting();
  for (const line of patch.split('\n')) {
    if (line.startsWith('@@')) {
      before.leave();
      after.leave();
      continue;
    }
    if (/^(?:\+\+\+|---)/.test(line)) continue;
    const [sign, text] = [line[0], line.slice(1)];
    const one = sign === '-' ? before.enter(text) : after.enter(text);
    if (sign === ' ' || sign === undefined) before.enter(text);
    if (isEmptyOrComment(text)) continue;
    if (sign === '-') diff.removed.push({ sign, text, ...one });
    if (sign === '+') diff.added.push({ sign, text, ...one });
  }
  return diff;
}

const nameOf = /^\s*(?:-\s+)?["']?name["']?\s*[:=]\s*["']?([\w./-]+)["']?,?\s*$/;

/** Where a line stands in what is nested by indentation, as far as the hunk shows it. */
class Nesting {
  private open: { indent: number; name: string }[] = [];
  private last = '';

  enter(text: string): Pick<DiffLine, 'within' | 'entry'> {
    const indent = text.search(/\S/);
    if (indent < 0) return { within: '' };
    this.open = this.open.filter((one) => one.indent < indent);
    const entry = /^\s*["']?value["']?\s*[:=]/i.test(text) ? nameOf.exec(this.last)?.[1] : undefined;
    const within = this.open.map(({ name }) => name).join('.');
    const name = /^\s*(?:-\s+)?["']?([A-Za-z_][\w./-]*)["']?\s*[:=]?\s*\{?\s*$/.exec(text)?.[1];
    if (name !== undefined && /[:={]\s*$/.test(text)) this.open.push({ indent, name });
    this.last = text;
    return { within, ...(entry !== undefined && { entry }) };
  }

  leave(): void {
    this.open = [];
    this.last = '';
  }
}
