import { z } from 'zod';
import { ToolError } from '../runtime/tool-error.ts';
import type { Github } from './github.ts';
import type { RepositoryName } from './repositories.ts';

/** Lines that one commit was the last to touch. */
export interface Blamed {
  from: number;
  to: number;
  sha: string;
  /** RFC 3339 */
  at: string;
  title: string;
  author: string;
  url: string;
}

export interface BlameRequest {
  place: RepositoryName;
  path: string;
  /** Default: the default branch. */
  ref?: string | undefined;
  signal: AbortSignal;
}

/** The only thing that GitHub answers by GraphQL alone. A ref may be an annotated tag, which points to its commit. */
const query = `
query Blame($owner: String!, $repo: String!, $ref: String!, $path: String!) {
  repository(owner: $owner, name: $repo) {
    object(expression: $ref) {
      ... on Commit { ...blamed }
      ... on Tag { target { ... on Commit { ...blamed } } }
    }
  }
}
fragment blamed on Commit {
  blame(path: $path) {
    ranges {
      startingLine
      endingLine
      commit { oid messageHeadline committedDate url author { name } }
    }
  }
}`;

const blame = z.object({
  ranges: z.array(
    z.object({
      startingLine: z.int(),
      endingLine: z.int(),
      commit: z.object({
        oid: z.string(),
        messageHeadline: z.string(),
        committedDate: z.string(),
        url: z.string(),
        author: z.object({ name: z.string().nullish() }).nullish(),
      }),
    }),
  ),
});
const answer = z.object({
  repository: z.object({
    object: z.object({ blame: blame.optional(), target: z.object({ blame: blame.optional() }).optional() }).nullable(),
  }),
});

/**
 * Which commits last touched the lines of a file, top to bottom.
 *
 * @throws ToolError `not_found` where the repository, the ref or the file is none that may be read
 */
export async function readBlame(
  github: Github,
  { place, path, ref = 'HEAD', signal }: BlameRequest,
): Promise<Blamed[]> {
  const { owner, repo, fullName } = place;
  const what = `blame of ${path} at ${ref} of ${fullName}`;
  const data = await github.read(what, owner, signal, async (octokit, options) => {
    try {
      return answer.parse(await octokit.graphql(query, { owner, repo, ref, path, ...options }));
    } catch (error) {
      throw asHttpError(error);
    }
  });
  const { object } = data.repository;
  const found = object?.blame ?? object?.target?.blame;
  if (!found) throw new ToolError('not_found', `${what}: no commit of that name`, { hint: 'check ref' });
  return found.ranges.map(({ startingLine, endingLine, commit }) => ({
    from: startingLine,
    to: endingLine,
    sha: commit.oid,
    at: commit.committedDate,
    title: commit.messageHeadline,
    author: commit.author?.name ?? 'unknown',
    url: commit.url,
  }));
}

const graphqlError = z.object({
  name: z.literal('GraphqlResponseError'),
  headers: z.record(z.string(), z.union([z.string(), z.number()]).optional()),
  errors: z.array(z.object({ type: z.string().optional(), message: z.string() })).min(1),
});

/** GraphQL tells its errors with status 200: as the status that REST has for each, they are typed in one place. */
const statuses: Record<string, number> = {
  NOT_FOUND: 404,
  FORBIDDEN: 403,
  INSUFFICIENT_SCOPES: 403,
  RATE_LIMITED: 429,
  RATE_LIMIT: 429,
  MAX_NODE_LIMIT_EXCEEDED: 422,
};

function asHttpError(error: unknown): unknown {
  const parsed = graphqlError.safeParse(error);
  if (!parsed.success) return error;
  const { errors, headers } = parsed.data;
  const message = errors.map((one) => one.message).join('; ');
  const status = errors.flatMap(({ type }) => statuses[type ?? ''] ?? [])[0];
  // Without a type it is what GitHub says when a query took too long: "Something went wrong while executing your query".
  const otherwise = errors.some(({ type }) => type) ? 422 : 502;
  return { status: status ?? otherwise, message, response: { headers, data: { errors } } };
}
