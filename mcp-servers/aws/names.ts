import type { Scope } from './arguments.ts';

const generic = new Set([
  'api',
  'svc',
  'service',
  'app',
  'server',
  'backend',
  'frontend',
  'deployment',
  'prod',
  'production',
]);

/** The names of a scope, the service first; short ones name too much. */
export function namesOf(scope: Scope | undefined): string[] {
  const names = [scope?.service ?? '', ...(scope?.names ?? [])].map((name) => name.trim());
  return [...new Set(names)].filter((name) => name.length >= 3).slice(0, 10);
}

/**
 * Whether one name stands in the other as whole words: `checkout` in `/prod/checkout-svc/application`. Ends that say
 * nothing (`-api`, `-svc`) are left out on the side that is searched for: `checkout-api` finds `checkout-svc`.
 */
export function isNamed(text: string, names: string[]): boolean {
  const words = wordsOf(text);
  return names.some((name) => {
    const wanted = wordsOf(name);
    return contains(words, wanted) || contains(words, stem(wanted)) || contains(wanted, words);
  });
}

/** A name without its generic ends, for a search upstream. */
export function stemOf(name: string): string {
  return stem(wordsOf(name)).join('-');
}

function stem(words: string[]): string[] {
  const kept = [...words];
  while (kept.length > 1 && generic.has(kept.at(-1) ?? '')) kept.pop();
  return kept.join('').length >= 4 ? kept : words;
}

function wordsOf(text: string): string[] {
  return text
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}

function contains(words: string[], wanted: string[]): boolean {
  if (wanted.length === 0 || wanted.join('').length < 3) return false;
  return words.some((_, at) => wanted.every((word, i) => words[at + i] === word));
}
