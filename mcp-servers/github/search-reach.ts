import { ToolError } from '../runtime/tool-error.ts';
import type { Github } from './github.ts';
import { listRepositories, type RepositoryName, repositoryName } from './repositories.ts';

/** Repositories that one query names; it holds 256 characters of words beside them. */
const mostRepositories = 10;

/** The words without the qualifiers that say where, and where these and the argument say. */
export function scoped(
  github: Github,
  { query, place }: { query: string; place: RepositoryName | undefined },
): { words: string; places: RepositoryName[] } {
  const places = place ? [place] : [];
  const words = query.replace(/(?<!\S)(repo|org|user):"?([^\s"]+)"?/gi, (whole, name: string, value: string) => {
    if (name.toLowerCase() === 'repo') {
      const named = repositoryName(github, value);
      if (!place) places.push(named);
      return '';
    }
    if (github.config.allow.length > 0 && !github.config.allow.some((one) => one === `${value.toLowerCase()}/*`)) {
      throw new ToolError('not_allowed', `${whole} reaches beyond SRE_AGENT_GITHUB_REPOSITORIES`, {
        hint: `allowed: ${github.config.allow.join(', ')}`,
      });
    }
    return place ? '' : whole;
  });
  return { words: words.replace(/\s+/g, ' ').trim(), places };
}

/** One request: whose client asks it, and the qualifiers that bound it. */
export interface Reach {
  owner: string;
  within: string;
}

/** GitHub takes several `repo:` as one or the other; each owner has a client of its own. */
export function inPlaces(places: Pick<RepositoryName, 'owner' | 'fullName'>[]): Reach[] {
  const byOwner = Map.groupBy(places, ({ owner }) => owner);
  return [...byOwner].flatMap(([owner, all]) =>
    Array.from({ length: Math.ceil(all.length / mostRepositories) }, (_, at) => {
      const some = all.slice(at * mostRepositories, (at + 1) * mostRepositories);
      return { owner, within: some.map(({ fullName }) => `repo:${fullName}`).join(' ') };
    }),
  );
}

/** The allow-list as far as there is one, else every owner of a repository that can be seen, and which could not be. */
export async function everywhere(
  github: Github,
  signal: AbortSignal,
): Promise<{ reaches: Reach[]; notChecked: string[] }> {
  const { allow } = github.config;
  const whole = allow.filter((name) => name.endsWith('/*')).map((name) => name.slice(0, -2));
  const named = allow
    .filter((name) => !name.endsWith('/*'))
    .map((fullName) => ({ fullName, owner: fullName.split('/')[0] ?? '' }))
    .filter(({ owner }) => !whole.includes(owner));
  const all = (owners: string[]) => owners.map((owner) => ({ owner, within: `user:${owner}` }));
  if (allow.length > 0) return { reaches: [...all(whole), ...inPlaces(named)], notChecked: [] };
  const { repositories, notChecked } = await listRepositories(github, signal);
  return { reaches: all([...new Set(repositories.map(({ owner }) => owner))]), notChecked };
}
