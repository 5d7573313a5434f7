import type { Entry } from '../../workflows/contract.ts';
import type { Expected } from '../estate/case.ts';

/** About what a model reads before its first own question, and the most that counts. */
export const recallCharacters = 24_000;

export interface Recall {
  /** Everything that names the cause was in the text. */
  complete: boolean;
  /** The groups of `cause` of which nothing was there, and `object` where none was named. */
  missing: string[];
  /** Characters of all results, of which the first 24,000 were searched. */
  characters: number;
}

/**
 * Whether what the tools showed holds the answer, whoever gives it: every group of the expected cause matches, and one of the
 * expected objects is named, in the first look and what was asked for after it. What is not shown, no model finds.
 */
export function recallOf(transcript: Entry[], expected: Expected): Recall {
  const texts = transcript.flatMap((entry) => {
    const results = entry.kind === 'briefing' ? entry.firstLook : entry.kind === 'results' ? entry.results : [];
    return results.map(({ text }) => text);
  });
  const all = texts.join('\n');
  const text = all.slice(0, recallCharacters);
  const missing = expected.cause
    .filter((group) => !group.some((source) => new RegExp(source, 'i').test(text)))
    .map((group) => group.map((source) => `/${source}/`).join(' '));
  const objects = expected.objects ?? [];
  const unnamed = objects.length > 0 && !objects.some((object) => names(text, object)) ? ['object'] : [];
  return { complete: missing.length + unnamed.length === 0, missing: [...missing, ...unnamed], characters: all.length };
}

/** The object as we write it, or its name as a word: a table has namespace and name in columns of their own. */
function names(text: string, object: string): boolean {
  const name = object.startsWith('github:') ? object.slice('github:'.length) : (object.split('/').at(-1) ?? object);
  const literal = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return text.includes(object) || new RegExp(`(?<![\\w.-])${literal}(?![\\w-])`, 'i').test(text);
}
