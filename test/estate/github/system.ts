import type { ServerResponse } from 'node:http';
import type { Case } from '../case.ts';
import { deniedBy } from '../denied.ts';
import { type Journal, NotServed, type System } from '../system.ts';
import { appRoutes, InstallationTokens } from './app.ts';
import { checkRoutes } from './checks.ts';
import { commitRoutes } from './commits.ts';
import { compareRoutes } from './compare.ts';
import { contentRoutes } from './contents.ts';
import { deliveryRoutes } from './delivery.ts';
import { Exchange, GithubError, notFound } from './exchange.ts';
import { graphqlRoutes } from './graphql.ts';
import { authenticate, estateToken, identityRoutes } from './identity.ts';
import { newIssueRoutes } from './new-issue.ts';
import { presentRepository } from './present.ts';
import { readRepositories } from './read-repositories.ts';
import { recordExchange } from './record-exchanges.ts';
import { reviewRoutes } from './reviews.ts';
import { dispatch, type Route, repositoryRoute } from './route.ts';
import { searchRoutes } from './search.ts';
import { serveSignedLog } from './signed-logs.ts';
import { workRoutes } from './work.ts';

export interface GithubOptions {
  /** How long the token of an App's installation lives; GitHub's is an hour. */
  tokenLifeMs?: number;
  /** A recursive tree is cut at so many entries; GitHub's limit by default. */
  treeEntries?: number;
}

export interface GithubSystem extends System {
  tokens: InstallationTokens;
}

const routesWith = (tokens: InstallationTokens): Route[] => [
  ...identityRoutes,
  ...appRoutes(tokens),
  ...checkRoutes,
  ...commitRoutes,
  ...compareRoutes,
  ...contentRoutes,
  ...workRoutes,
  ...reviewRoutes,
  ...deliveryRoutes,
  ...searchRoutes,
  ...graphqlRoutes,
  ...newIssueRoutes,
  repositoryRoute('', (x, repository) => x.json(presentRepository(repository, x.base))),
];

/** GitHub's REST API over what a case holds, at `/` as on github.com and at `/api/v3` as on an Enterprise server. */
export async function githubSystem(
  incident: Case,
  _journal: Journal,
  { tokenLifeMs, treeEntries }: GithubOptions = {},
): Promise<GithubSystem> {
  const repositories = await readRepositories(incident.dir);
  for (const repository of repositories) repository.treeEntries = treeEntries ?? repository.treeEntries;
  const tokens = new InstallationTokens(tokenLifeMs);
  const routes = routesWith(tokens);
  let used = 0;
  return {
    name: 'github',
    tokens,
    env: (url) => ({ GITHUB_API_URL: url, GITHUB_TOKEN: estateToken }),
    handle(asked, answer) {
      used += 1;
      const [, prefix = '', path = '/'] = /^(\/api\/v3)?(\/.*)?$/.exec(asked.url.pathname) ?? [];
      recordExchange(asked, path, answer);
      const headers = rateLimit(path, used);
      for (const [name, value] of Object.entries(headers)) answer.setHeader(name, value);
      const forbidden = deniedBy(incident, { system: 'github', repository: repositoryOf(path) });
      if (forbidden?.timeout) return;
      try {
        if (serveSignedLog(repositories, asked, path, answer)) return;
        const owner = authenticate(asked.headers.authorization, path, tokens);
        if (forbidden) throw refusal(forbidden.status ?? (forbidden.system ? 503 : 404));
        const visible = repositories.filter(
          (repository) =>
            (owner === undefined || repository.owner === owner) &&
            !deniedBy(incident, { system: 'github', repository: repository.fullName }),
        );
        const base = `http://${asked.headers.host}${prefix}`;
        serve(routes, new Exchange(asked, answer, base, visible), asked.method, path);
      } catch (error) {
        if (!(error instanceof GithubError)) throw error;
        refuse(answer, error);
      }
    },
  };
}

function serve(routes: Route[], exchange: Exchange, method: string, path: string): void {
  const found = dispatch(routes, method, path);
  if (!found) throw new NotServed(`${method} ${path}`);
  found.handle(exchange, found.params);
}

function refuse(answer: ServerResponse, { status, body }: GithubError): void {
  answer.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  answer.end(JSON.stringify(body));
}

const repositoryOf = (path: string): string => /^\/repos\/([^/]+\/[^/]+)/.exec(path)?.[1] ?? '';

const refusal = (status: number): GithubError =>
  status === 404
    ? notFound()
    : new GithubError(status, status === 403 ? 'Resource not accessible by personal access token' : 'Unavailable');

function rateLimit(path: string, used: number): Record<string, string> {
  const resource =
    path === '/search/code'
      ? 'code_search'
      : path.startsWith('/search/')
        ? 'search'
        : path.endsWith('/graphql')
          ? 'graphql'
          : 'core';
  return {
    'x-github-media-type': 'github.v3; format=json',
    'x-ratelimit-limit': '5000',
    'x-ratelimit-remaining': String(Math.max(0, 5_000 - used)),
    'x-ratelimit-used': String(used),
    'x-ratelimit-reset': String(Math.floor(Date.now() / 1_000) + 3_600),
    'x-ratelimit-resource': resource,
  };
}
