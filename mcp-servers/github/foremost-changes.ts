import type { Change } from './change.ts';
import type { Place } from './places.ts';
import { namesOf } from './relevance.ts';
import { sameService } from './same-service.ts';

interface Of {
  place: Place;
  changes: Change[];
}

/** The repository of what was asked about has so many turns for one of each other. */
const turnsOfOwn = 2;

/**
 * What to show first where there are more changes than are shown: of each repository in turn, so that a busy one hides none of
 * the others, and of one repository what is about the question first, then the newest.
 */
export function foremostChanges(read: Of[], most: number): Set<Change> {
  const queues = read.map(({ place, changes }) => ({
    left: inOrder(changes, place),
    atOnce: place.paths.length > 0 ? turnsOfOwn : 1,
  }));
  const foremost: Change[] = [];
  while (foremost.length < most && queues.some(({ left }) => left.length > 0)) {
    for (const { left, atOnce } of queues) foremost.push(...left.splice(0, atOnce));
  }
  return new Set(foremost.slice(0, most));
}

function inOrder(changes: Change[], place: Place): Change[] {
  const names = namesOf(place);
  const weighed = changes.map((change) => ({ change, weight: weightOf(change, names) }));
  return weighed
    .sort((a, b) => b.weight - a.weight || Date.parse(b.change.at) - Date.parse(a.change.at))
    .map(({ change }) => change);
}

/** A whole repository is relevant by its name; what it holds of another part still tells less than what is put out. */
function weightOf(change: Change, names: string[]): number {
  const { kind, service, relevant, deployedAt } = change;
  const isOthers = service !== undefined && !names.some((name) => sameService(name, service));
  const isPutOut = kind === 'deployment' || deployedAt !== undefined;
  return (relevant && !isOthers ? 4 : 0) + (bearsName(change, names) ? 2 : 0) + (isPutOut ? 1 : 0);
}

/** Whether its title, files or SHA bear a name of what was asked about: a flag, a job or a chart says so nowhere else. */
export function bearsName({ title, paths, sha, service = '' }: Change, names: string[]): boolean {
  const words = asWords([title, service, ...paths].join(' '));
  return names
    .filter((name) => name.length > 2)
    .some((name) => words.includes(asWords(name)) || (isSha.test(name) && sha.startsWith(name)));
}

const isSha = /^[0-9a-f]{7,40}$/;

const asWords = (text: string): string =>
  ` ${text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()} `;
