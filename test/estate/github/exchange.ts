import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { type Asked, NotServed } from '../system.ts';
import type { Repository } from './repository.ts';

/** An answer that is an error: the body is GitHub's, with a link to its documentation. */
export class GithubError extends Error {
  readonly status: number;
  readonly body: Record<string, unknown>;

  constructor(status: number, message: string, more: Record<string, unknown> = {}) {
    super(message);
    this.status = status;
    this.body = { message, ...more, documentation_url: 'https://docs.github.com/rest', status: String(status) };
  }
}

export const notFound = (): GithubError => new GithubError(404, 'Not Found');

export type MediaType = 'json' | 'diff' | 'patch' | 'raw' | 'text-match';

/** One request on its way to an answer: parameters that were read are known, the rest is not served. */
export class Exchange {
  readonly asked: Asked;
  /** Repositories that the caller may see. */
  readonly visible: Repository[];
  /** Address of the API as the caller wrote it, with `/api/v3` where that was used. */
  readonly base: string;
  private readonly answer: ServerResponse;
  private readonly params: URLSearchParams;
  private readonly read = new Set<string>();

  constructor(asked: Asked, answer: ServerResponse, base: string, visible: Repository[]) {
    this.asked = asked;
    this.answer = answer;
    this.base = base;
    this.visible = visible;
    this.params = asked.url.searchParams;
  }

  query(name: string): string | undefined {
    this.read.add(name);
    return this.params.get(name) || undefined;
  }

  /** A value of a closed list; another one is refused as GitHub does. */
  choice<T extends string>(name: string, allowed: readonly T[], otherwise: T): T {
    const value = this.query(name) ?? otherwise;
    const found = allowed.find((one) => one === value);
    if (!found) throw new GithubError(422, 'Validation Failed', { errors: [{ field: name, code: 'invalid' }] });
    return found;
  }

  instant(name: string): number | undefined {
    const value = this.query(name);
    if (value === undefined) return undefined;
    const at = Date.parse(value);
    if (Number.isNaN(at))
      throw new GithubError(422, 'Validation Failed', { errors: [{ field: name, code: 'invalid' }] });
    return at;
  }

  get media(): MediaType {
    const accept = this.asked.headers.accept ?? '*/*';
    const found = /^application\/vnd\.github(?:\.v3)?(?:\.(diff|patch|raw|text-match))?(?:\+json)?$/.exec(accept);
    if (found) return (found[1] as MediaType | undefined) ?? 'json';
    if (/^(?:\*\/\*|application\/json\b.*)$/.test(accept)) return 'json';
    throw new NotServed(`the media type ${accept}`);
  }

  /** A page of a list, with the `Link` header; `wrap` for lists that GitHub puts into an object with a count. */
  list<T>(items: T[], present: (item: T) => unknown, wrap?: (page: unknown[], total: number) => object): void {
    const perPage = this.positive('per_page', 30, 100);
    const page = this.positive('page', 1, Number.MAX_SAFE_INTEGER);
    const shown = items.slice((page - 1) * perPage, page * perPage).map(present);
    const last = Math.max(1, Math.ceil(items.length / perPage));
    const link = (to: number, rel: string): string => {
      const url = new URL(this.base + this.asked.url.pathname.replace(/^\/api\/v3/, '') + this.asked.url.search);
      url.searchParams.set('page', String(to));
      return `<${url}>; rel="${rel}"`;
    };
    const links = [
      ...(page > 1 ? [link(page - 1, 'prev')] : []),
      ...(page < last ? [link(page + 1, 'next'), link(last, 'last')] : []),
      ...(page > 1 ? [link(1, 'first')] : []),
    ];
    this.json(wrap ? wrap(shown, items.length) : shown, 200, links.length ? { link: links.join(', ') } : {});
  }

  json(body: unknown, status = 200, headers: Record<string, string> = {}): void {
    this.send(status, JSON.stringify(body), { 'content-type': 'application/json; charset=utf-8', ...headers });
  }

  send(status: number, body: string | Buffer, headers: Record<string, string>): void {
    const unknown = [...this.params.keys()].filter((name) => !this.read.has(name));
    if (unknown.length > 0) throw new NotServed(`the parameter ${unknown.join(', ')} of ${this.asked.url.pathname}`);
    const etag = `W/"${createHash('sha256').update(body).digest('hex')}"`;
    const same = status === 200 && this.asked.headers['if-none-match'] === etag;
    this.answer.writeHead(same ? 304 : status, { ...headers, etag });
    this.answer.end(same ? undefined : body);
  }

  private positive(name: string, otherwise: number, most: number): number {
    const value = Number(this.query(name) ?? otherwise);
    return Number.isInteger(value) && value > 0 ? Math.min(value, most) : otherwise;
  }
}
