import type { Octokit } from '@octokit/rest';
import { ToolError } from '../runtime/tool-error.ts';
import type { Github, RequestOptions } from './github.ts';
import { matchingLines, wordsOf } from './matching-lines.ts';
import { readContent } from './read-file.ts';
import { isAllowed, type RepositoryName, repositoryName } from './repositories.ts';
import { everywhere, inPlaces, scoped } from './search-reach.ts';

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
/** Requests for one search, which GitHub limits to 30 a minute, and 10 for code. */
const mostReaches = 5;

/**
 * Searches inside the allow-list: by qualifier as far as GitHub takes them, and again over what comes back. An owner that
 * cannot be searched is said, and no failure.
 *
 * @throws ToolError `not_allowed` where the query's own qualifiers name what the allow-list does not hold
 */
export async function searchAll(github: Github, request: SearchRequest) {
  const { signal, limit, kind } = request;
  const { words, places } = scoped(github, request);
  const named = { reaches: inPlaces(places), notChecked: [] };
  const { reaches, notChecked } = places.length > 0 ? named : await everywhere(github, signal);
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

/** Of an issue's text the lines that fit, else its first. */
function fitting(body: string, words: string[]): string[] {
  const lines = matchingLines(body, words).map(({ line }) => `  ${firstLine(line.trim())}`);
  return lines.length > 0 ? lines : [`  ${firstLine(body)}`];
}

const firstLine = (text: string): string => (text.split('\n')[0] ?? '').slice(0, 200);
