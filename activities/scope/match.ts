import { z } from 'zod';

/** One thing that a server says exists: workload, ECS service, log group or repository. */
export const inventoryItemSchema = z.object({
  name: z.string(),
  object: z.string(),
  aliases: z.array(z.string()).default([]),
  context: z.string().optional(),
  namespace: z.string().optional(),
  account: z.string().optional(),
  region: z.string().optional(),
  logGroups: z.array(z.string()).optional(),
  repository: z.string().optional(),
  commit: z.string().optional(),
});
export type InventoryItem = z.infer<typeof inventoryItemSchema>;

/** Endings that systems hang on a service's name: `checkout-svc` and `checkout-api` are both called checkout. */
const endings = new Set([
  'api',
  'app',
  'svc',
  'service',
  'server',
  'web',
  'worker',
  'deployment',
  'prod',
  'production',
]);

/** `checkout-svc`, `CheckoutService` and `checkout_api` all become `checkout`. */
export function stem(name: string): string {
  const parts = name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .split(/[-_.\s]+/)
    .filter(Boolean);
  while (parts.length > 1 && endings.has(parts.at(-1) ?? '')) parts.pop();
  const whole = parts.join('');
  const bare = parts.length === 1 ? whole.replace(/(?:service|svc)$/, '') : whole;
  return bare.length > 2 ? bare : whole;
}

export type Match = { item: InventoryItem; why: string; strength: number };

/** How a name of the question leads to something that exists; nothing where it does not. */
export function matchOf(wanted: string, item: InventoryItem): Match | undefined {
  const lower = wanted.toLowerCase();
  const name = item.name.toLowerCase();
  if (name === lower) return { item, why: `named ${item.name}`, strength: 4 };
  const alias = item.aliases.find((candidate) => candidate.toLowerCase() === lower);
  if (alias !== undefined) return { item, why: `labelled or tagged ${alias}`, strength: 3 };
  // A pod's name is its workload's with a hash or a number behind it.
  if (/^(?:Deployment|StatefulSet|DaemonSet|Job|CronJob)\//.test(item.object) && lower.startsWith(`${name}-`)) {
    return { item, why: `whose pod ${wanted} is`, strength: 3 };
  }
  const wantedStem = stem(wanted);
  if (stem(item.name) === wantedStem) return { item, why: `name like ${item.name}`, strength: 2 };
  const segment = item.name.split('/').find((part) => stem(part) === wantedStem);
  if (segment !== undefined) return { item, why: `part of ${item.name}`, strength: 2 };
  const likeAlias = item.aliases.find((candidate) => stem(candidate) === wantedStem);
  if (likeAlias !== undefined) return { item, why: `labelled or tagged ${likeAlias}`, strength: 1 };
  return undefined;
}

/** `quotes` and `quote`, `deliveries` and `delivery` are one word. */
export const singular = (word: string): string =>
  word.length > 4 ? word.replace(/ies$/, 'y').replace(/(?<=(?:s|x|ch|sh))es$|(?<=[^siu])s$/, '') : word;

const partsOf = (name: string): string[] =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((part) => part.length > 1)
    .map(singular);

const telling = (name: string): string[] => partsOf(name).filter((part) => !endings.has(part));

/** What alarms hang on the name of what they watch. */
const measured = /(?:[-_](?:5xx|4xx|errors?|latency|p\d\d|rate|count|alarm|high|low))+$/i;

/**
 * What a word of a symptom may mean, where it is nobody's name: `prices` is in `price-service` and `price-sync`, and
 * `order confirmations`, two words in a row, in `order-confirmation`. 2 where it is all that the name says, else 1.
 */
export function likelyMatch(words: string[], item: InventoryItem): Match | undefined {
  const wanted = words.flatMap((word) => telling(word.replace(measured, '')));
  if (wanted.length === 0) return undefined;
  const found = [item.name, ...item.aliases]
    .map((name) => ({ name, parts: telling(name) }))
    .filter(({ parts }) => parts.some((_, at) => wanted.every((word, i) => parts[at + i] === word)))
    .sort((a, b) => a.parts.length - b.parts.length)[0];
  if (!found) return undefined;
  const why = `${words.join(' ')} may mean ${found.name}`;
  return { item, why, strength: found.parts.length === wanted.length ? 2 : 1 };
}

/**
 * The names nearest to a misspelt one, five at most: at most a third of its letters differ (or `most` of them), or at
 * least half of the parts between its hyphens stand in the other, a letter or two mistyped.
 */
export function nearestNames(wanted: string, names: readonly string[], most?: number): string[] {
  const limit = most ?? Math.max(1, Math.floor(wanted.length / 3));
  const parts = telling(wanted);
  const sharedWith = (name: string): number => {
    const others = telling(name);
    return parts.filter((part) => others.some((other) => distance(part, other) <= Math.floor(part.length / 4))).length;
  };
  return [...new Set(names)]
    .map((name) => ({
      name,
      shared: parts.length > 1 && most === undefined ? sharedWith(name) : 0,
      distance: Math.min(distance(stem(wanted), stem(name)), distance(wanted, name)),
    }))
    .filter((near) => near.distance <= limit || near.shared * 2 >= Math.max(2, parts.length))
    .sort((a, b) => b.shared - a.shared || a.distance - b.distance || a.name.localeCompare(b.name))
    .slice(0, 5)
    .map((near) => near.name);
}

/** Levenshtein's: letters inserted, removed or replaced. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...b].entries()) {
      const replaced = (row[j] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
