import { ToolError } from '../runtime/tool-error.ts';
import type { Github } from './github.ts';

export interface RepositoryName {
  owner: string;
  repo: string;
  /** `owner/repo` */
  fullName: string;
}

export interface ListedRepository extends RepositoryName {
  /** RFC 3339; empty where nothing was ever pushed. */
  pushedAt: string;
  defaultBranch: string;
}

/** At most so many repositories are listed for an owner; who has more names them in the allow-list. */
const mostListed = 300;

/** Splits and checks a name. @throws ToolError `not_allowed` for one that the allow-list does not hold */
export function repositoryName(github: Github, given: string): RepositoryName {
  const plain = given.replace(/^(?:https:\/\/github\.com\/|github:)/, '').replace(/\.git$/, '');
  const [owner, repo, ...rest] = plain.split('/');
  if (!owner || !repo || rest.length > 0) {
    throw new ToolError('invalid_arguments', `'${given}' is no repository`, { hint: 'write it as owner/repo' });
  }
  if (!isAllowed(github, plain)) {
    throw new ToolError('not_allowed', `${plain} is not in SRE_AGENT_GITHUB_REPOSITORIES`, {
      hint: `allowed: ${github.config.allow.join(', ')}`,
    });
  }
  return { owner, repo, fullName: plain };
}

export function isAllowed({ config }: Github, fullName: string): boolean {
  const name = fullName.toLowerCase();
  const [owner] = name.split('/');
  return config.allow.length === 0 || config.allow.includes(name) || config.allow.includes(`${owner}/*`);
}

/** Every allowed repository that can be seen, most recently pushed first; archived ones are left out. */
export async function listRepositories(
  github: Github,
  signal: AbortSignal,
): Promise<{ repositories: ListedRepository[]; notChecked: string[] }> {
  const notChecked: string[] = [];
  const attempt = async (what: string, list: () => Promise<Listed[]>): Promise<Listed[]> => {
    try {
      return await list();
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof ToolError) || ['unauthorized', 'throttled'].includes(error.code)) throw error;
      notChecked.push(`${what}: ${error.message}`);
      return [];
    }
  };
  const named = github.config.allow.filter((name) => !name.endsWith('/*'));
  const owners = github.config.allow.filter((name) => name.endsWith('/*')).map((name) => name.slice(0, -2));
  const installed = await github.installedFor(signal);
  const everything = github.config.allow.length === 0;
  const lists = await Promise.all([
    ...named.map((name) => attempt(name, async () => [await readOne(github, repositoryName(github, name), signal)])),
    ...(everything ? (installed ?? ['']) : owners).map((owner) =>
      attempt(owner ? `repositories of ${owner}` : 'repositories', () =>
        installed
          ? ofInstallation(github, owner, signal)
          : owner
            ? ofOwner(github, owner, signal)
            : visible(github, signal),
      ),
    ),
  ]);
  const found = new Map(lists.flat().map((one) => [one.full_name.toLowerCase(), one]));
  const repositories = [...found.values()]
    .filter(({ archived, full_name }) => !archived && isAllowed(github, full_name))
    .map(({ full_name, owner, name, pushed_at, default_branch }) => ({
      owner: owner.login,
      repo: name,
      fullName: full_name,
      pushedAt: pushed_at ?? '',
      defaultBranch: default_branch ?? 'main',
    }))
    .sort((a, b) => compare(b.pushedAt, a.pushedAt) || compare(a.fullName, b.fullName));
  return { repositories, notChecked };
}

interface Listed {
  full_name: string;
  name: string;
  owner: { login: string };
  archived?: boolean | undefined;
  pushed_at?: string | null | undefined;
  default_branch?: string | undefined;
}

function readOne(github: Github, { owner, repo, fullName }: RepositoryName, signal: AbortSignal): Promise<Listed> {
  return github.read(fullName, owner, signal, async (octokit, options) => {
    return (await octokit.rest.repos.get({ owner, repo, ...options })).data;
  });
}

function visible(github: Github, signal: AbortSignal): Promise<Listed[]> {
  return github.read('repositories', '', signal, (octokit, options) =>
    upTo(mostListed, (done) =>
      octokit.paginate(
        octokit.rest.repos.listForAuthenticatedUser,
        { sort: 'pushed', direction: 'desc', per_page: 100, ...options },
        ({ data }, stop) => done(data, stop),
      ),
    ),
  );
}

function ofInstallation(github: Github, owner: string, signal: AbortSignal): Promise<Listed[]> {
  return github.read(`repositories of ${owner}`, owner, signal, (octokit, options) =>
    upTo(mostListed, (done) =>
      octokit.paginate(
        octokit.rest.apps.listReposAccessibleToInstallation,
        { per_page: 100, ...options },
        ({ data }, stop) => done(data, stop),
      ),
    ),
  );
}

/** An organisation's, or a user's where the owner is none. */
function ofOwner(github: Github, owner: string, signal: AbortSignal): Promise<Listed[]> {
  return github.read(`repositories of ${owner}`, owner, signal, async (octokit, options) => {
    const query = { sort: 'pushed', direction: 'desc', per_page: 100, ...options } as const;
    const org = (done: Collect) =>
      octokit.paginate(octokit.rest.repos.listForOrg, { org: owner, ...query }, ({ data }, stop) => done(data, stop));
    const user = (done: Collect) =>
      octokit.paginate(octokit.rest.repos.listForUser, { username: owner, ...query }, ({ data }, stop) =>
        done(data, stop),
      );
    return upTo(mostListed, org).catch((error: unknown) => {
      if (isMissing(error)) return upTo(mostListed, user);
      throw error;
    });
  });
}

type Collect = (page: Listed[], stop: () => void) => Listed[];

/** Pages until there are enough. */
async function upTo(most: number, paginate: (done: Collect) => Promise<Listed[]>): Promise<Listed[]> {
  let count = 0;
  const all = await paginate((page, stop) => {
    count += page.length;
    if (count >= most) stop();
    return page;
  });
  return all.slice(0, most);
}

const isMissing = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'status' in error && error.status === 404;

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
