import { ToolError } from '../runtime/tool-error.ts';
import { type Deployed, deployedCommits, deployedLine } from './deployed.ts';
import type { Github } from './github.ts';
import type { RepositoryName } from './repositories.ts';

/** One end of a comparison: what GitHub compares, and how it came to that. */
export interface End {
  ref: string;
  /** `deployment of checkout to production at ...`; empty where the ref was given as it is. */
  why: string;
}

export interface EndsQuery {
  place: RepositoryName;
  base?: string | undefined;
  head?: string | undefined;
  path?: string | undefined;
  signal: AbortSignal;
}

/** `release`, `release~1`, `production~1`: a word that means a commit by its release or by where it is deployed. */
const counted = /^(.+?)(?:~(\d))?$/;

/**
 * What to compare: refs as they are; `release` and `release~N`; an environment and `environment~N`; and where an end is left
 * out, what runs and what ran before it.
 *
 * @throws ToolError `invalid_arguments` where nothing tells what ran before
 */
export async function comparisonEnds(github: Github, query: EndsQuery): Promise<{ base: End; head: End }> {
  const { place, path, signal } = query;
  const deployed = (environment: string | undefined, most: number) =>
    deployedCommits(github, { place, environment, path, signal }, most);

  const head = query.head === undefined ? await running() : await named(query.head);
  const base = query.base === undefined ? await before(head) : await named(query.base);
  return { base, head };

  async function named(ref: string): Promise<End> {
    const [, word = ref, back = '0'] = counted.exec(ref) ?? [];
    const n = Number(back);
    if (/^(?:latest )?release$/i.test(word)) {
      const found = (await releases())[n];
      if (!found) throw missing(`release~${n}`);
      return found;
    }
    if (/^[0-9a-f]{7,40}$|^v?\d/.test(word)) return { ref, why: '' };
    // An environment, unless nothing was ever deployed to one of that name: then it is a branch or tag.
    const found = await deployed(word, n + 1).catch(unreadable);
    const one = found[n];
    if (one) return endOf(one);
    if (found.length > 0) throw missing(`${word}~${n}`);
    return { ref, why: '' };
  }

  async function running(): Promise<End> {
    const [newest] = await deployed(undefined, 1);
    if (newest) return endOf(newest);
    const [release] = await releases();
    return release ?? { ref: 'HEAD', why: 'default branch, as nothing is deployed or released here' };
  }

  async function before(head: End): Promise<End> {
    const environment = / to (\S+) at /.exec(head.why)?.[1];
    const ran = head.why.startsWith('release') ? [] : await deployed(environment, 3);
    const at = ran.findIndex(({ sha }) => sha.startsWith(head.ref));
    const one = ran[at + 1];
    if (one) return endOf(one);
    const all = ran.length > 0 ? [] : await releases();
    const release = all[all.findIndex(({ ref }) => ref === head.ref) + 1];
    if (release) return release;
    throw new ToolError('invalid_arguments', `nothing tells what ran in ${place.fullName} before ${head.ref}`, {
      hint: 'name base: a SHA, tag or branch; github_changes lists them',
    });
  }

  /** Newest first; drafts are nowhere yet, and a pre-release is no release that worked. */
  async function releases(): Promise<End[]> {
    const { owner, repo, fullName } = place;
    const data = await github.read(`releases of ${fullName}`, owner, signal, async (octokit, options) => {
      return (await octokit.rest.repos.listReleases({ owner, repo, per_page: 30, ...options })).data;
    });
    return data
      .filter(({ draft, prerelease }) => !draft && !prerelease)
      .map(({ tag_name, published_at }) => ({ ref: tag_name, why: `release of ${published_at}` }));
  }

  function missing(what: string): ToolError {
    return new ToolError('not_found', `${place.fullName} has no ${what}`, {
      hint: 'github_changes lists releases and deployments',
    });
  }
}

/** Who may not read deployments can still compare refs. */
function unreadable(error: unknown): Deployed[] {
  if (error instanceof ToolError && (error.code === 'forbidden' || error.code === 'not_found')) return [];
  throw error;
}

const endOf = (deployed: Deployed): End => ({ ref: deployed.sha, why: deployedLine(deployed) });
