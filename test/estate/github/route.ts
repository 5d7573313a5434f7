import { type Exchange, notFound } from './exchange.ts';
import type { Repository } from './repository.ts';

export type Params = Record<string, string>;

export interface Route {
  method: string;
  /** `:name` is one segment, `:name*` the rest. */
  pattern: RegExp;
  handle(exchange: Exchange, params: Params): void;
}

export function route(method: string, path: string, handle: Route['handle']): Route {
  const source = path.replace(/:(\w+)(\*?)/g, (_, name, rest) => `(?<${name}>${rest ? '.*' : '[^/]+'})`);
  return { method, pattern: new RegExp(`^${source}/?$`), handle };
}

/** A route below a repository; one that is unknown or denied is not found, as GitHub says it. */
export function repositoryRoute(
  path: string,
  handle: (exchange: Exchange, repository: Repository, params: Params) => void,
): Route {
  return route('GET', `/repos/:owner/:repo${path}`, (exchange, params) => {
    const name = `${params.owner}/${params.repo}`.toLowerCase();
    const repository = exchange.visible.find(({ fullName }) => fullName.toLowerCase() === name);
    if (!repository) throw notFound();
    handle(exchange, repository, params);
  });
}

export function dispatch(routes: Route[], method: string, path: string) {
  for (const { method: served, pattern, handle } of routes) {
    const match = served === method ? pattern.exec(path) : null;
    if (!match) continue;
    const params = Object.entries(match.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]);
    return { handle, params: Object.fromEntries(params) as Params };
  }
  return undefined;
}
