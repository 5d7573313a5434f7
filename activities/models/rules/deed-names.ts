import type { Deed } from './structured.ts';

/** Values of the parameters whose names fit: `sg-1` of `groupId=sg-1 count=2`. */
export function valuesOf({ target }: Deed, keys: RegExp): string[] {
  const pairs = [...target.matchAll(/(?:^|\s)([A-Za-z][\w.]*)=(\S+)/g)];
  return pairs.flatMap(([, key = '', value = '']) => (keys.test(key) ? (value.split('/').at(-1) ?? []) : []));
}

export const everyday =
  /^(?:prod(?:uction)?|staging|live|main|default|secrets?|password|token|config|database|master|shared|service|flags?|(?:feature[-_]?)?(?:flags|toggles)|features?|toggles?|settings)$/i;

export const isTelling = (value: string): boolean => value.length > 4 && !/^\d+$/.test(value) && !everyday.test(value);

export const wordsOf = (text: string): string[] => {
  const words = (text.match(/[A-Za-z][\w-]*/g) ?? []).map(partsOf).filter((parts) => parts.length > 1);
  return words.flatMap((parts) => parts.slice(1).map((part, at) => `${parts[at]} ${part}`));
};

export const pairsOf = (name: string): string[] => {
  const parts = partsOf(name);
  return parts.slice(1).map((part, at) => `${parts[at]} ${part}`);
};

export const partsOf = (name: string): string[] =>
  name
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((part) => part.length > 2);
