import type { Github } from './github.ts';
import { inParallel } from './in-parallel.ts';
import type { ListedRepository } from './repositories.ts';

/** A part of a repository that has a name of its own: `services/checkout` is `checkout`. */
export interface Component {
  name: string;
  /** Empty: the repository itself. */
  path: string;
}

/** Folders that repositories of several services keep them in. */
const shelves = ['services', 'apps', 'packages', 'cmd', 'components', 'charts', 'functions', 'workers'];
const mostComponents = 200;
/** Layouts change rarely, and reading one costs some requests. */
const keptMs = 10 * 60_000;

export interface Layouts {
  /** By repository name; a repository that cannot be read has itself only. */
  of(repositories: ListedRepository[], signal: AbortSignal): Promise<Map<string, Component[]>>;
}

/** Names of the parts of repositories, from their folders; remembered for ten minutes. */
export function readLayouts(github: Github): Layouts {
  const kept = new Map<string, { components: Component[]; until: number }>();
  return {
    async of(repositories, signal) {
      const layouts = await inParallel(repositories, 4, async (repository) => {
        const known = kept.get(repository.fullName);
        if (known && known.until > performance.now()) return known.components;
        const components = [{ name: repository.repo, path: '' }, ...(await shelved(github, repository, signal))].slice(
          0,
          mostComponents,
        );
        kept.set(repository.fullName, { components, until: performance.now() + keptMs });
        return components;
      });
      return new Map(repositories.map(({ fullName }, index) => [fullName, layouts[index] ?? []]));
    },
  };
}

async function shelved(github: Github, repository: ListedRepository, signal: AbortSignal): Promise<Component[]> {
  const root = await foldersAt(github, repository, '', signal);
  const present = root.filter((name) => shelves.includes(name));
  const parts = await Promise.all(
    present.map(async (shelf) =>
      (await foldersAt(github, repository, shelf, signal)).map((name) => ({ name, path: `${shelf}/${name}` })),
    ),
  );
  return parts.flat();
}

async function foldersAt(
  github: Github,
  { owner, repo, fullName }: ListedRepository,
  path: string,
  signal: AbortSignal,
): Promise<string[]> {
  try {
    const content = await github.read(`folder /${path} of ${fullName}`, owner, signal, async (octokit, options) => {
      return (await octokit.rest.repos.getContent({ owner, repo, path, ...options })).data;
    });
    return Array.isArray(content) ? content.filter(({ type }) => type === 'dir').map(({ name }) => name) : [];
  } catch {
    // Empty, or readable in part only: its own name is left.
    signal.throwIfAborted();
    return [];
  }
}

/** The part that a file belongs to, by the layout's convention; undefined at the root of the repository. */
export function componentOf(path: string): string | undefined {
  const [shelf = '', name, ...rest] = path.split('/');
  return shelves.includes(shelf) && name !== undefined && rest.length > 0 ? name : undefined;
}
