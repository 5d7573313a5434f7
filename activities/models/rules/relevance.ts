import type { Finding, Scope } from '../../../workflows/contract.ts';

/**
 * How near a finding is to what was asked about: 3 it is the service itself, 2 something named after it, 1 something else
 * in the same namespaces, 0 elsewhere. Where the question names nothing, all that is in scope is meant.
 */
export function relevanceOf(finding: Finding, scope: Scope): 0 | 1 | 2 | 3 {
  const names = namesOf(scope);
  const objects = [finding.object, ...finding.related];
  const inScope = objects.some((object) => isInNamespaces(object, scope));
  if (names.length === 0) return inScope ? 2 : 0;
  const nearest = Math.max(...objects.flatMap(namesIn).map((name) => likeness(name, names)));
  if (nearest === 3) return 3;
  if (nearest === 2) return 2;
  return inScope ? 1 : 0;
}

/** What the service is called, without repetition, the endings that systems add left off beside the names as they are. */
export function namesOf({ service, names = [] }: Scope): string[] {
  const all = [service, ...names].filter((name) => name !== undefined).map((name) => name.toLowerCase());
  return [...new Set(all.flatMap((name) => [name, bare(name)]))].filter((name) => name.length > 2);
}

const bare = (name: string): string =>
  name.replace(/-(?:api|app|svc|service|server|worker|web|backend|deployment)$/, '');

/** The name in `Kind/namespace/name` or `github:<owner>/<repo>`; of `aws:logs/prod/cart-svc/application` every part. */
function namesIn(object: string): string[] {
  const parts = object.toLowerCase().split('/');
  return object.startsWith('aws:') ? parts.slice(1) : parts.slice(-1);
}

/** 3 where it is one of the names or a pod of it, 2 where it begins with one. */
export function likeness(name: string, names: string[]): number {
  // A repository is often called by the plural of what it builds.
  if (names.includes(name.replace(/(?<=[a-z]{3})s$/, ''))) return 3;
  if (names.some((one) => name === one || isInstanceOf(name, one))) return 3;
  return names.some((one) => name.startsWith(`${one}-`) || name.split(/[/._-]/).includes(one)) ? 2 : 0;
}

/** `cart-7d9f8b6c5-x2x9z`, `cart-0` and `cart-x2x9z` are instances of `cart`. */
const isInstanceOf = (name: string, workload: string): boolean =>
  name.startsWith(`${workload}-`) &&
  /^(?:[a-z0-9]{8,10}-[a-z0-9]{5}|[a-z0-9]{8,10}|[bcdfghjklmnpqrstvwxz2456789]{5}|\d+)$/.test(
    name.slice(workload.length + 1),
  );

function isInNamespaces(object: string, { clusters = [] }: Scope): boolean {
  const namespaces = clusters.flatMap((cluster) => cluster.namespaces ?? []);
  const [kind = '', namespace = ''] = object.split('/');
  const isKubernetes = /^[A-Z]/.test(kind);
  return !isKubernetes || namespaces.length === 0 || namespace === '-' || namespaces.includes(namespace);
}
