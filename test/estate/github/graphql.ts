import { z } from 'zod';
import { blameOf, type Range } from './blame.ts';
import type { Exchange } from './exchange.ts';
import { type Node, parseQuery, select } from './graphql-query.ts';
import { loginOf } from './present.ts';
import type { Commit } from './read-repositories.ts';
import type { Repository } from './repository.ts';
import { type Route, route } from './route.ts';

/** An error of GraphQL: GitHub tells it with status 200, beside whatever data there is. */
class QueryError extends Error {
  readonly type: string;
  readonly path: string[];

  constructor(type: string, path: string[], message: string) {
    super(message);
    this.type = type;
    this.path = path;
  }
}

const body = z.object({ query: z.string(), variables: z.record(z.string(), z.unknown()).default({}) });

/**
 * Of GitHub's published schema (https://docs.github.com/public/fpt/schema.docs.graphql) what leads to a blame: at
 * `/graphql`, and at `/api/graphql` as on an Enterprise server.
 */
export const graphqlRoutes: Route[] = ['/graphql', '/api/graphql'].map((path) =>
  route('POST', path, (x) => {
    const { query, variables } = body.parse(JSON.parse(x.asked.body.toString('utf8')));
    try {
      x.json({ data: select(root(x), parseQuery(query, variables)) });
    } catch (error) {
      if (!(error instanceof QueryError)) throw error;
      const { type, path: at, message } = error;
      const errors = [{ type, path: at, locations: [{ line: 3, column: 3 }], message }];
      x.json({ data: { [at[0] ?? '']: null }, errors });
    }
  }),
);

const root = (x: Exchange): Node => ({
  type: 'Query',
  fields: {
    repository: ({ owner, name }) => {
      const wanted = `${owner}/${name}`;
      const found = x.visible.find(({ fullName }) => fullName.toLowerCase() === wanted.toLowerCase());
      const message = `Could not resolve to a Repository with the name '${wanted}'.`;
      if (!found) throw new QueryError('NOT_FOUND', ['repository'], message);
      return repositoryNode(found);
    },
  },
});

const repositoryNode = (repository: Repository): Node => ({
  type: 'Repository',
  fields: {
    nameWithOwner: () => repository.fullName,
    object: ({ expression }) => {
      const ref = String(expression);
      const commit = repository.resolve(ref);
      if (!commit) return null;
      const node = commitNode(repository, commit);
      // Annotated tags are objects of their own.
      const tag = repository.tags.find(({ name }) => name === ref.replace(/^refs\/tags\//, ''));
      return tag ? { type: 'Tag', fields: { name: () => tag.name, target: () => node } } : node;
    },
  },
});

const commitNode = (repository: Repository, commit: Commit): Node => ({
  type: 'Commit',
  fields: {
    oid: () => commit.sha,
    abbreviatedOid: () => commit.sha.slice(0, 7),
    messageHeadline: () => commit.message.split('\n')[0],
    committedDate: () => commit.date,
    authoredDate: () => commit.date,
    url: () => `https://github.com/${repository.fullName}/commit/${commit.sha}`,
    author: () => ({
      type: 'GitActor',
      fields: {
        name: () => commit.author,
        email: () => commit.email ?? `${loginOf(commit.author)}@example.com`,
        date: () => commit.date,
      },
    }),
    blame: ({ path }) => {
      const ranges = blameOf(repository, commit, String(path));
      const message = `Could not resolve file for path '${path}'.`;
      if (!ranges) throw new QueryError('NOT_FOUND', ['repository', 'object', 'blame'], message);
      return { type: 'Blame', fields: { ranges: () => ranges.map((range) => rangeNode(repository, range, ranges)) } };
    },
  },
});

const rangeNode = (repository: Repository, range: Range, all: Range[]): Node => ({
  type: 'BlameRange',
  fields: {
    startingLine: () => range.startingLine,
    endingLine: () => range.endingLine,
    // From 1 (new) to 10 (old), relative to the other lines of the file.
    age: () => {
      const dates = all.map(({ commit }) => Date.parse(commit.date));
      const [newest, oldest] = [Math.max(...dates), Math.min(...dates)];
      const share = newest === oldest ? 0 : (newest - Date.parse(range.commit.date)) / (newest - oldest);
      return 1 + Math.round(share * 9);
    },
    commit: () => commitNode(repository, range.commit),
  },
});
