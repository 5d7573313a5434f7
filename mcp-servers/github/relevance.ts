import type { Change } from './change.ts';
import type { Place } from './places.ts';
import { sameService } from './same-service.ts';

/** What touches the paths in question or names the service, and the commit that a deployment of it put out. */
export function markRelevant(changes: Change[], place: Place): Change[] {
  const { paths } = place;
  const names = namesOf(place);
  const touches = (change: Change): boolean =>
    change.paths.some((file) => paths.some((path) => isBelow(file, path))) ||
    names.some((name) => change.service !== undefined && sameService(change.service, name));
  const deployments = changes
    .filter(({ kind }) => kind === 'deployment')
    .sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  return changes.map((change) => {
    const out = change.kind === 'deployment' ? [] : deployments.filter(({ sha }) => sha === change.sha);
    const deployedAt = out[0]?.at;
    return { ...change, relevant: touches(change) || out.some(touches), ...(deployedAt && { deployedAt }) };
  });
}

/** What the service may be called: as it was named, or as its folder is. */
export const namesOf = ({ paths, names }: Place): string[] => [
  ...names,
  ...paths.map((path) => path.split('/').at(-1) ?? ''),
];

/** An empty path is the whole repository. */
export const isBelow = (file: string, path: string): boolean =>
  path === '' || file === path || file.startsWith(`${path}/`);
