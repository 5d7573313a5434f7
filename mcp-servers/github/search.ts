import type { Octokit } from '@octokit/rest';
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
/** A query holds 256 characters at most, and five operators. */
const mostOwners = 5;

/** Searches inside the allow-list: by qualifier as far as GitHub takes them, and again over what comes back. */
export async function searchAll(github: Github, request: SearchRequest) {
  const { place, signal, limit } = request;
  const notChecked: string[] = [];
  const owners = place ? [place.owner] : await ownersOf(github, signal);
  if (owners.length > mostOwners) notChecked.push(`repositories of ${owners.slice(mostOwners).join(', ')}`);
  const results = await Promise.all(
    owners.slice(0, mostOwners).map(async (owner) => {
      const q = `${request.query} ${place ? `repo:${place.fullName}` : `user:${owner}`}`;
      return github.read(`${request.kind} matching ${q}`, owner, signal, (octokit, options) =>
        ask(octokit, request.kind, { q, per_page: limit, ...options }),
      );
    }),
  );
  const allowed = results.flatMap(({ found }) => found).filter(({ repository }) => isAllowed(github, repository));
  if (results.some(({ incomplete }) => incomplete))
    notChecked.push('GitHub stopped the search early: results are incomplete');
  const best = allowed.slice(0, limit);
  const found = request.kind === 'code' ? await withLines(github, best, request) : best;
  return { found, total: results.reduce((sum, { total }) => sum + total, 0), notChecked };
}

async function ownersOf(github: Github, signal: AbortSignal): Promise<string[]> {
  const named = github.config.allow.flatMap((name) => name.split('/')[0] ?? []);
  if (named.length > 0) return [...new Set(named)];
  const { repositories } = await listRepositories(github, signal);
  return [...new Set(repositories.map(({ owner }) => owner))];
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
            snippet: body ? [`  ${firstLine(body)}`] : [],
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
function withLines(github: Github, found: Found[], { query, signal }: SearchRequest): Promise<Found[]> {
  const words = query.replace(/\S+:\S+/g, '').match(/[\p{L}\p{N}_]{2,}/gu) ?? [];
  return Promise.all(
    found.map(async (one, index) => {
      if (index >= mostOpened) return one;
      try {
        const place = repositoryName(github, one.repository);
        const content = await readContent(github, { place, path: one.path ?? '', signal });
        return content.kind === 'file' ? { ...one, snippet: matchingLines(content.text, words) } : one;
      } catch {
        // The result stands without its lines.
        signal.throwIfAborted();
        return one;
      }
    }),
  );
}

const matchingLines = (text: string, words: string[]): string[] =>
  text
    .split('\n')
    .map((line, at) => ({ line, at: at + 1 }))
    .filter(({ line }) => words.some((word) => line.toLowerCase().includes(word.toLowerCase())))
    .slice(0, linesOfEach)
    .map(({ line, at }) => `  ${at} ${line}`);

const firstLine = (text: string): string => (text.split('\n')[0] ?? '').slice(0, 200);
