import type { Scope } from '../../workflows/contract.ts';
import { type InventoryItem, nearestNames } from './match.ts';
import { isEveryday, namingWords, substantialWords } from './words.ts';

/** Hyphens hold a name together; the ids of machines and networks are no services. */
const looksNamed = (word: string): boolean =>
  /^[a-z][a-z0-9]*(?:[-_][a-z0-9]+)+$/i.test(word) &&
  !/^(?:ip|i|vpc|sg|subnet|eni|vol|arn|node)-/.test(word) &&
  !/(?:alarm|alert|monitor|rate|latency|errors?|5xx|4xx|p9\d|ms|spike|percent)$/i.test(word) &&
  !isEveryday(word);

const role = 'service|deployment|statefulset|daemonset|app|application|pods?|workload|lambda|function';
const state =
  'failing|down|broken|slow|crashing|dying|unhealthy|restarting|erroring|unavailable|stuck|throwing|returning|answering';
const name = '([A-Za-z][\\w.-]*\\w)';
const named = [
  new RegExp(`\\b${name}\\s+in\\s+(?:the\\s+)?namespace\\b`, 'gi'),
  new RegExp(`\\b${name}\\s+(?:${role})\\b`, 'gi'),
  new RegExp(`\\b(?:${role})\\s+${name}`, 'gi'),
  new RegExp(`\\b(?:is|are|was)\\s+(?:the\\s+|our\\s+)?${name}\\s+(?:so\\s+)?(?:${state})\\b`, 'gi'),
  new RegExp(`\\blook(?:ing)?\\s+(?:at|into)\\s+(?:the\\s+)?${name}\\s+in\\s+[\\w-]+`, 'gi'),
  /`([A-Za-z][\w.-]*\w)`/g,
  /["“']([A-Za-z][\w.-]*\w)["”']/g,
];

/** A name that somebody gave to a thing, as far as its form tells. */
export const identified = (text: string): string | undefined => namingWords(text).find(looksNamed);

/** Words of a text that are used as a service's name, the surest first. Everyday English never is. */
export function nameLike(text: string): string[] {
  const placed = named.flatMap((pattern) => [...text.matchAll(pattern)].flatMap(([, word]) => word ?? []));
  const all = [...namingWords(text).filter(looksNamed), ...placed];
  return [...new Set(all)].filter((word) => namingWords(word).length > 0 && !isEveryday(word));
}

/**
 * The service that a text names and that exists nowhere, with the nearest names. A word that is not used as a name counts
 * only where it is nearly one that exists: then it is a misspelling.
 */
export function unknownService(
  text: string,
  said: string | undefined,
  inventory: InventoryItem[],
  configured: string[],
  namespaceKnown: boolean,
): Scope['unknownService'] {
  if (inventory.length === 0) return undefined;
  const names = [...inventory.flatMap((item) => [item.name, ...item.aliases]), ...configured];
  const used = said === undefined ? nameLike(text) : [said];
  const [first] = used;
  const near = used.map((name) => ({ name, nearest: nearestNames(name, names) })).find(hasNearest);
  // Where the namespace is known the words may name a pod or a volume; only a near miss is then taken for a misspelling.
  if (near) return near;
  if (first !== undefined) return namespaceKnown ? undefined : { name: first, nearest: [] };
  return substantialWords(text)
    .filter((word) => word.length > 4)
    .map((name) => ({ name, nearest: nearestNames(name, names, Math.floor(name.length / 6) || 1) }))
    .find(hasNearest);
}

const hasNearest = ({ nearest }: { nearest: string[] }): boolean => nearest.length > 0;
