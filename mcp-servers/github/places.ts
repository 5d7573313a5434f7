import type { ScopeArgument } from '../runtime/scope.ts';
import type { Layouts } from './components.ts';
import type { Github } from './github.ts';
import { inParallel } from './in-parallel.ts';
import { type ListedRepository, listRepositories, type RepositoryName, repositoryName } from './repositories.ts';
import { sameService } from './same-service.ts';

/** A repository to read, and what in it the question is about. */
export interface Place extends RepositoryName {
  /** Folders and files; an empty one means the whole repository. */
  paths: string[];
  /** Names by which deployments and folders may call the service. */
  names: string[];
}

export interface Places {
  places: Place[];
  /** Why these, for people: empty where they were named. */
  chosen?: string;
  notChecked: string[];
}

/** Repositories whose layout, deployments or commits are looked at in order to choose. */
const mostExamined = 20;
const mostPlaces = 4;
/** Where no service is asked about: what names point to, what many services share, and what was pushed to most recently. */
const mostWide = 6;

export interface Wanted {
  scope: ScopeArgument;
  github: Github;
  layouts: Layouts;
  signal: AbortSignal;
}

/**
 * Where to look: the repositories of the scope; else those that a name of the service, a folder, a commit or a
 * deployment points to; else those pushed to most recently.
 */
export async function choosePlaces(wanted: Wanted): Promise<Places> {
  const { scope, github, layouts, signal } = wanted;
  const names = serviceNames(scope);
  if (scope.repositories?.length) {
    const named = scope.repositories.map(({ repository, paths = [] }) => ({
      ...repositoryName(github, repository),
      paths,
    }));
    const places = await inParallel(named, 4, async (place) => {
      if (place.paths.length > 0) return { ...place, paths: place.paths.map(plain), names };
      const listed = { ...place, pushedAt: '', defaultBranch: '' };
      const components = (await layouts.of([listed], signal)).get(place.fullName) ?? [];
      const paths = pathsOf(components, names);
      const whole = paths.length === 0 && names.some((name) => sameService(name, place.repo));
      return { ...place, names, paths: whole ? [''] : paths };
    });
    return { places, notChecked: [] };
  }
  const { repositories, notChecked } = await listRepositories(github, signal);
  const examined = repositories.slice(0, mostExamined);
  if (repositories.length > examined.length) {
    notChecked.push(`${repositories.length - examined.length} repositories that were not pushed to recently`);
  }
  const found = await matching(examined, names, wanted);
  if (examined.length === 0) return { places: [], chosen: 'none can be seen with these credentials', notChecked };
  if (scope.service !== undefined && found.length > 0) {
    return {
      places: found.slice(0, mostPlaces).map(({ place }) => place),
      chosen: `chosen by ${reasons(found)}`,
      notChecked,
    };
  }
  const matched = found.slice(0, mostPlaces);
  const others = examined.filter(({ fullName }) => !found.some(({ place }) => place.fullName === fullName));
  const common = others.filter(({ repo }) => sharedByMany.test(repo));
  const rest = [...common, ...others.filter((one) => !common.includes(one))].slice(0, mostWide - matched.length);
  const unread = examined.length - matched.length - rest.length;
  if (unread > 0) notChecked.push(`${unread} other repositories that were pushed to recently`);
  const places = [
    ...matched.map(({ place }) => place),
    ...rest.map((repository) => ({ ...nameOf(repository), paths: [], names })),
  ];
  const about = names.length > 0 ? `none of ${examined.length} repositories names ${names.join(', ')}; ` : '';
  const chosen = matched.length > 0 ? `chosen by ${reasons(matched)}; ` : about;
  const beside = rest.length === 0 ? '' : 'these were pushed to most recently, what many services share first';
  return { places, chosen: `${chosen}${beside}`.replace(/; $/, ''), notChecked };
}

/** Repositories by whose names many services hang on them: infrastructure, flags, charts, settings, schemas. */
const sharedByMany =
  /(?:^|[-_.])(?:infra(?:structure)?|terraform|tf|platform|cloud|iam|network|dns|flags?|features?|toggles|config(?:uration)?s?|settings|charts?|helm|manifests|gitops|deploy(?:ments?)?|clusters?|k8s|kubernetes|polic(?:y|ies)|schemas?|migrations?|database|db|secrets)(?:$|[-_.])/i;

interface Match {
  place: Place;
  why: string;
  strength: number;
}

async function matching(repositories: ListedRepository[], names: string[], wanted: Wanted): Promise<Match[]> {
  const layouts = await wanted.layouts.of(repositories, wanted.signal);
  const shas = (wanted.scope.names ?? []).filter((name) => /^(?=.*\d)[0-9a-f]{7,40}$/.test(name)).slice(0, 3);
  const matches = await inParallel(repositories, 4, async (repository): Promise<Match[]> => {
    const { fullName, repo } = repository;
    const paths = pathsOf(layouts.get(fullName) ?? [], names);
    const place = { ...nameOf(repository), paths, names };
    if (paths.length > 0) return [{ place, why: `${fullName} (folder ${paths.join(', ')})`, strength: 2 }];
    if (names.some((name) => sameService(name, repo))) {
      return [{ place: { ...place, paths: [''] }, why: `${fullName} (its name)`, strength: 3 }];
    }
    const sha = await firstHeld(repository, shas, wanted);
    if (sha) return [{ place, why: `${fullName} (commit ${sha})`, strength: 4 }];
    const deployed = names.length > 0 && (await deploysOneOf(repository, names, wanted));
    return deployed ? [{ place, why: `${fullName} (its deployments name ${deployed})`, strength: 1 }] : [];
  });
  return matches.flat().sort((a, b) => b.strength - a.strength);
}

async function firstHeld({ owner, repo, fullName }: ListedRepository, shas: string[], { github, signal }: Wanted) {
  for (const ref of shas) {
    try {
      await github.read(`commit ${ref} of ${fullName}`, owner, signal, async (octokit, options) => {
        return (await octokit.rest.repos.getCommit({ owner, repo, ref, ...options })).data;
      });
      return ref;
    } catch {
      signal.throwIfAborted();
    }
  }
  return undefined;
}

async function deploysOneOf({ owner, repo, fullName }: ListedRepository, names: string[], { github, signal }: Wanted) {
  try {
    const data = await github.read(`deployments of ${fullName}`, owner, signal, async (octokit, options) => {
      return (await octokit.rest.repos.listDeployments({ owner, repo, per_page: 100, ...options })).data;
    });
    const words = new Set(
      data.flatMap(({ payload, description }) => JSON.stringify([payload, description]).match(/[\w.-]{2,}/g) ?? []),
    );
    return names.find((name) => [...words].some((word) => sameService(word, name)));
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}

/** What the service may be called; ordinary words of a question match no folder and do no harm. */
function serviceNames({ service, names = [] }: ScopeArgument): string[] {
  return [...new Set([...(service ? [service] : []), ...names])].filter((name) => name.length > 1).slice(0, 30);
}

function pathsOf(components: { name: string; path: string }[], names: string[]): string[] {
  return components
    .filter(({ name, path }) => path !== '' && names.some((wanted) => sameService(wanted, name)))
    .map(({ path }) => path);
}

const nameOf = ({ owner, repo, fullName }: ListedRepository): RepositoryName => ({ owner, repo, fullName });
const plain = (path: string): string => path.replace(/^\/+|\/+$/g, '').replace(/\/\*+$/, '');
const reasons = (matches: Match[]): string =>
  matches
    .slice(0, mostPlaces)
    .map(({ why }) => why)
    .join('; ');
