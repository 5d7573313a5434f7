import type { Octokit } from '@octokit/rest';
import { ToolError } from '../runtime/tool-error.ts';
import type { Github, RequestOptions } from './github.ts';
import { readContent } from './read-file.ts';
import { isAllowed, listRepositories, type RepositoryName, repositoryName } from './repositories.ts';

export interface Found {
  /** `owner/repo` */
  repository: string;
  /** Everything that tells one result from another, on one line. */
  title: string;
  url: string;
  /** Verbatim lines, numbered where they are code. */
  snippet: string[];
  path?: string;
  /** The first line of the snippet. */
  line?: number;
  sha?: string;
  number?: number;
}

export interface SearchRequest {
  kind: 'code' | 'issues' | 'pulls' | 'commits';
  query: string;
  place: RepositoryName | undefined;
  limit: number;
  signal: AbortSignal;
}

/** So many results are opened to find the lines, which GitHub's search does not number. */
const mostOpened = 5;
const linesOfEach = 3;
/** Requests for one search, which GitHub limits to 30 a minute, and 10 for code; repositories in one of them. */
const mostReaches = 5;
const mostRepositories = 10;

/**
 * Searches inside the allow-list: by qualifier as far as GitHub takes them, and again over what comes back. An owner that
 * cannot be searched is said, and no failure.
 *
 * @throws ToolError `not_allowed` where the query's own qualifiers name what the allow-list does not hold
 */
export async function searchAll(github: Github, request: SearchRequest) {
  const { signal, limit, kind } = request;
  const notChecked: string[] = [];
  const { words, places } = scoped(github, request);
  const reaches = places.length > 0 ? inPlaces(places) : await everywhere(github, signal);
  if (reaches.length > mostReaches) {
    notChecked.push(
      `${reaches
        .slice(mostReaches)
        .map(({ within }) => within)
        .join(' ')}: name a repository`,
    );
  }
  const failures: ToolError[] = [];
  const searched = await Promise.all(
    reaches.slice(0, mostReaches).map(async ({ owner, within }) => {
      const q = `${words} ${within}`;
      try {
        return await github.read(`${kind} matching ${q}`, owner, signal, (octokit, options) =>
          ask(octokit, kind, { q, per_page: limit, ...options }),
        );
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof ToolError)) throw error;
        failures.push(error);
        notChecked.push(`${within}: ${error.message}`);
        return answer({ total_count: 0, incomplete_results: false }, []);
      }
    }),
  );
  const [first] = failures;
  const final = failures.find(({ code }) => code === 'throttled' || code === 'unauthorized');
  if (first && (final || failures.length === searched.length)) throw explained(final ?? first, kind);
  const allowed = searched.flatMap(({ found }) => found).filter(({ repository }) => isAllowed(github, repository));
  if (searched.some(({ incomplete }) => incomplete))
    notChecked.push('GitHub stopped the search early: results are incomplete');
  const best = allowed.slice(0, limit);
  const found = kind === 'code' ? await withLines(github, best, { words, signal }) : best;
  return { found, total: searched.reduce((sum, { total }) => sum + total, 0), notChecked };
}

/** Code search has a limit of its own, far below the others: 10 requests a minute. */
function explained(error: ToolError, kind: SearchRequest['kind']): ToolError {
  if (error.code !== 'throttled' || kind !== 'code') return error;
  const hint = 'code search takes 10 requests a minute: read a known file with github_file meanwhile';
  return new ToolError('throttled', error.message, { retryAfterMs: error.retryAfterMs ?? 60_000, hint, cause: error });
}

/** The words without the qualifiers that say where, and where these and the argument say. */
function scoped(github: Github, { query, place }: SearchRequest): { words: string; places: RepositoryName[] } {
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
interface Reach {
  owner: string;
  within: string;
}

/** GitHub takes several `repo:` as one or the other; each owner has a client of its own. */
function inPlaces(places: Pick<RepositoryName, 'owner' | 'fullName'>[]): Reach[] {
  const byOwner = Map.groupBy(places, ({ owner }) => owner);
  return [...byOwner].flatMap(([owner, all]) =>
    Array.from({ length: Math.ceil(all.length / mostRepositories) }, (_, at) => {
      const some = all.slice(at * mostRepositories, (at + 1) * mostRepositories);
      return { owner, within: some.map(({ fullName }) => `repo:${fullName}`).join(' ') };
    }),
  );
}

/** The allow-list as far as there is one, else every owner of a repository that can be seen. */
async function everywhere(github: Github, signal: AbortSignal): Promise<Reach[]> {
  const { allow } = github.config;
  const whole = allow.filter((name) => name.endsWith('/*')).map((name) => name.slice(0, -2));
  const named = allow
    .filter((name) => !name.endsWith('/*'))
    .map((fullName) => ({ fullName, owner: fullName.split('/')[0] ?? '' }))
    .filter(({ owner }) => !whole.includes(owner));
  if (allow.length > 0) return [...whole.map((owner) => ({ owner, within: `user:${owner}` })), ...inPlaces(named)];
  const { repositories } = await listRepositories(github, signal);
  return [...new Set(repositories.map(({ owner }) => owner))].map((owner) => ({ owner, within: `user:${owner}` }));
}

type Query = { q: string; per_page: number } & RequestOptions;

async function ask(octokit: Octokit, kind: SearchRequest['kind'], query: Query) {
  switch (kind) {
    case 'code': {
      const { data } = await octokit.rest.search.code(query);
      return answer(
        data,
        data.items.map(({ path, html_url, repository }) => ({
          repository: repository.full_name,
          title: `${repository.full_name} ${path}`,
          url: html_url,
          path,
          snippet: [],
        })),
      );
    }
    case 'commits': {
      const { data } = await octokit.rest.search.commits(query);
      return answer(
        data,
        data.items.map(({ sha, commit, html_url, repository }) => ({
          repository: repository.full_name,
          title: `${commit.author.date} commit ${sha.slice(0, 7)} of ${repository.full_name} ${firstLine(commit.message)} (${commit.author.name})`,
          url: html_url,
          sha,
          snippet: [],
        })),
      );
    }
    default: {
      const q = `${query.q} is:${kind === 'pulls' ? 'pr' : 'issue'}`;
      const { data } = await octokit.rest.search.issuesAndPullRequests({ ...query, q });
      return answer(
        data,
        data.items.map(({ number, title, state, created_at, html_url, repository_url, user, body }) => {
          const repository = repository_url.split('/').slice(-2).join('/');
          return {
            repository,
            title: `${created_at} ${repository} #${number} ${firstLine(title)} (${state}, ${user?.login ?? 'unknown'})`,
            url: html_url,
            number,
            snippet: body ? fitting(body, wordsOf(query.q)) : [],
          };
        }),
      );
    }
  }
}

const answer = (data: { total_count: number; incomplete_results: boolean }, found: Found[]) => ({
  total: data.total_count,
  incomplete: data.incomplete_results,
  found,
});

/** The first files with their lines that hold a word of the query. */
function withLines(
  github: Github,
  found: Found[],
  { words, signal }: { words: string; signal: AbortSignal },
): Promise<Found[]> {
  return Promise.all(
    found.map(async (one, index) => {
      if (index >= mostOpened) return one;
      try {
        const place = repositoryName(github, one.repository);
        const content = await readContent(github, { place, path: one.path ?? '', signal });
        if (content.kind !== 'file') return one;
        const lines = matchingLines(content.text, wordsOf(words));
        const [first] = lines;
        return {
          ...one,
          ...(first && { line: first.at }),
          snippet: lines.map(({ line, at }) => `  ${at} ${line}`),
        };
      } catch {
        // The result stands without its lines.
        signal.throwIfAborted();
        return one;
      }
    }),
  );
}

/** The words of a query without its qualifiers. */
const wordsOf = (query: string): string[] => query.replace(/\S+:\S+/g, '').match(/[\p{L}\p{N}_]{2,}/gu) ?? [];

/** Lines that hold all words come before lines that hold some, else in their order. */
function matchingLines(text: string, words: string[]): { line: string; at: number }[] {
  const held = (line: string): number => words.filter((word) => line.toLowerCase().includes(word.toLowerCase())).length;
  return text
    .split('\n')
    .map((line, at) => ({ line, at: at + 1, held: held(line) }))
    .filter((one) => one.held > 0)
    .sort((a, b) => b.held - a.held || a.at - b.at)
    .slice(0, linesOfEach)
    .sort((a, b) => a.at - b.at)
    .map(({ line, at }) => ({ line, at }));
}

/** Of an issue's text the lines that fit, else its first. */
function fitting(body: string, words: string[]): string[] {
  const lines = matchingLines(body, words).map(({ line }) => `  ${firstLine(line.trim())}`);
  return lines.length > 0 ? lines : [`  ${firstLine(body)}`];
}

const firstLine = (text: string): string => (text.split('\n')[0] ?? '').slice(0, 200);
