import type { Facts } from './facts.ts';
import { isSameProgram, programsOf } from './graph.ts';
import { namesOf } from './relevance.ts';
import type { Root } from './root.ts';
import type { Change } from './structured.ts';

/** Whose change it is, seen from the root: its own, of what stands between it and the question, everybody's, or another's. */
export type Owner = 'own' | 'near' | 'shared' | 'foreign';

/** The programs that a change can be of. */
export interface Subject {
  root: string[];
  near: string[];
  others: string[];
  /** The root is what was asked about, so that what a server calls relevant is about the root. */
  isAsked: boolean;
}

export function subjectOf(facts: Facts, root: Root): Subject {
  const asked = namesOf(facts.scope);
  const object = root.lead.finding.object;
  const isAsked = asked.length === 0 || programsOf(object).some((one) => asked.some((name) => sameName(one, name)));
  const told = [...root.chain, ...root.alike].map(({ finding }) => finding);
  const near = [...told.flatMap((one) => [one.object, ...objectsIn(one.title)]).flatMap(programsOf), ...asked];
  const known = [
    ...facts.deployments.flatMap(({ service }) => service?.toLowerCase() ?? []),
    ...facts.leads.flatMap(({ finding }) => programsOf(finding.object)),
    ...facts.results.flatMap(({ text }) =>
      [...text.matchAll(/\b(?:Deployment|StatefulSet|DaemonSet)\/[a-z0-9-]+\/([a-z0-9.-]+)/g)].map(
        ([, name = '']) => name,
      ),
    ),
  ];
  const own = [
    ...programsOf(object),
    ...root.lead.finding.related.filter((one) => isSameProgram(one, object)).flatMap(programsOf),
  ];
  const rootNames = [...new Set([...own, ...asked.filter((name) => own.some((one) => sameName(one, name)))])];
  const isTold = (name: string): boolean => [...rootNames, ...near].some((one) => sameName(one, name));
  return { root: rootNames, near, others: [...new Set(known)].filter((name) => !isTold(name)), isAsked };
}

const objectsIn = (title: string): string[] => title.match(/\b[A-Z][A-Za-z]+\/[a-z0-9-]+\/[a-z0-9.-]+/g) ?? [];

/** By the deployment's service, folders and the repository's name. */
export function ownerOf(change: Change, subject: Subject): Owner {
  const folders = change.paths.flatMap((path) => path.toLowerCase().split('/').slice(0, -1));
  const files = change.paths.map((path) => (path.toLowerCase().split('/').at(-1) ?? '').replace(/\.[a-z]+$/, ''));
  const repository = change.repository.toLowerCase().split('/').at(-1) ?? '';
  const places = [...(change.service?.toLowerCase().split(/[\s,]+/) ?? []), ...folders, ...files, repository];
  const isOf = (names: string[]): boolean => names.some((name) => places.some((place) => sameName(place, name)));
  if (subject.isAsked && change.relevant === true && !isOtherFolder(change, subject)) return 'own';
  // A repository may be called by one of the programs that it holds side by side.
  if (isOtherFolder(change, subject)) return 'foreign';
  if (isOf(subject.root)) return 'own';
  if (isOf(subject.near)) return 'near';
  return isOf(subject.others) ? 'foreign' : 'shared';
}

/** Where a repository of several programs keeps each of them. */
export const sideBySide = /^(?:services|apps|cmd|packages|components|charts|functions|workers)\/([^/]+)\//;

/** All that it touches lies in the folders of other programs. */
function isOtherFolder({ paths }: Change, { root, near }: Subject): boolean {
  const parts = paths.map((path) => sideBySide.exec(path.toLowerCase())?.[1]);
  return (
    parts.length > 0 &&
    parts.every((part) => part !== undefined && ![...root, ...near].some((name) => sameName(part, name)))
  );
}

/** `search` of `searchservice` and `search-api`, `cart` of `carts`. */
export function sameName(a: string, b: string): boolean {
  const [one, other] = [a, b].map((name) =>
    name
      .replace(/[-_]?(?:service|services|svc|api|app|server|deployment)$/, '')
      .replace(/[-_]/g, '')
      .replace(/(?<=[a-z]{3})s$/, ''),
  );
  return one === other && one !== '';
}
