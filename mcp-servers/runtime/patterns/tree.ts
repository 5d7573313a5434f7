import type { LogLevel } from '../log-level.ts';
import { varying } from './mask.ts';

export interface Cluster {
  level: LogLevel;
  /** The fixed words, `<*>` where lines of the pattern differ. */
  template: string[];
  /** The words of its first line, with `<*>` for the values between. */
  shape: string[];
  /** The pattern that this one turned out to be part of. */
  partOf?: Cluster;
  /** No longer among those that lines are compared with. */
  forgotten?: boolean;
}

/** Words that may differ between lines of one pattern, as a share; one may, however short they are. */
const differing = 0.3;
/** Patterns that differ so little, from which on it is their words that vary: two may well be two kinds of event. */
const variety = 4;
/** The same where one word is more than the share. */
const shortVariety = 8;
/** Patterns of one level and length, from which on a line goes to the nearest. */
const crowded = 400;

/**
 * Groups messages as Drain does, by their length and what they have in common, with two differences that raw lines ask
 * for: length counts fixed words only, so that values may be any number of words, and patterns become one when enough of
 * them differ in few words, not at the second, so that `VM started` and `VM stopped` stay apart.
 */
export class PatternTree {
  readonly #leaves = new Map<string, Cluster[]>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** The pattern of a message; `wordsOf` gave its words. */
  place(level: LogLevel, words: string[]): Cluster {
    const fixed = words.filter((word) => word !== varying);
    const key = `${level} ${fixed.length}`;
    const leaf = this.#leaves.get(key) ?? [];
    const share = Math.floor(fixed.length * differing + 1e-9);
    const tolerated = fixed.length < 2 ? 0 : Math.max(1, share);
    const near: Cluster[] = [];
    for (const cluster of leaf) {
      const distance = differences(cluster.template, fixed, tolerated);
      if (distance === 0) return cluster;
      if (distance <= tolerated) near.push(cluster);
    }
    const made: Cluster = { level, template: fixed, shape: words };
    const enough = leaf.length >= crowded ? 1 : share === 0 ? shortVariety : variety;
    const parts = near.length >= enough ? near : [];
    for (const part of parts) {
      made.template = made.template.map((word, index) => (word === part.template[index] ? word : varying));
      part.partOf = made;
    }
    this.#leaves.set(key, parts.length === 0 ? leaf : leaf.filter(({ partOf }) => partOf === undefined));
    this.#leaves.get(key)?.push(made);
    this.#size += 1 - parts.length;
    return made;
  }

  /** Makes room: the patterns for which `dispensable` says so are forgotten. */
  forget(dispensable: (cluster: Cluster) => boolean): void {
    this.#size = 0;
    for (const [key, leaf] of this.#leaves) {
      const kept: Cluster[] = [];
      for (const cluster of leaf) {
        if (dispensable(cluster)) cluster.forgotten = true;
        else kept.push(cluster);
      }
      this.#size += kept.length;
      if (kept.length > 0) this.#leaves.set(key, kept);
      else this.#leaves.delete(key);
    }
  }
}

/** The pattern that a line's first pattern has become part of. */
export function wholeOf(cluster: Cluster): Cluster {
  let at = cluster;
  while (at.partOf) at = at.partOf;
  return at;
}

/** `served <*> in <*>`: the words of a pattern's first line with what varies replaced. */
export function textOf({ shape, template }: Cluster): string {
  let at = 0;
  return shape.map((word) => (word === varying ? word : (template[at++] ?? word))).join(' ');
}

function differences(template: string[], words: string[], most: number): number {
  let found = 0;
  for (let index = 0; index < words.length && found <= most; index += 1) {
    const expected = template[index];
    if (expected !== words[index] && expected !== varying) found += 1;
  }
  return found;
}
