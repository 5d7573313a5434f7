import type { InstallationTokens } from './app.ts';
import { type Exchange, GithubError, notFound } from './exchange.ts';
import { presentRepository } from './present.ts';
import { type Route, route } from './route.ts';

/** Obviously not a real one, in the shape of one. */
export const estateToken = 'ghp_estate000000000000000000000000000000';
/**
 * Refuses a request without a good token; what an App asks for itself takes its JWT instead.
 *
 * @returns the one owner whose repositories an installation's token sees; undefined for who sees all
 */
export function authenticate(header: string | undefined, path: string, tokens: InstallationTokens): string | undefined {
  const [scheme = '', secret = ''] = (header ?? '').split(' ');
  if (!header) throw new GithubError(401, 'Requires authentication');
  const known = /^(?:token|bearer)$/i.test(scheme);
  const forApps = /^\/app(?:\/|$)|^\/(?:repos\/[^/]+\/[^/]+|orgs\/[^/]+|users\/[^/]+)\/installation$/.test(path);
  if (forApps) {
    if (!known || !isJwt(secret)) throw new GithubError(401, 'A JSON web token could not be decoded');
    return undefined;
  }
  const owner = tokens.ownerOf(secret);
  if (!known || (secret !== estateToken && owner === undefined)) throw new GithubError(401, 'Bad credentials');
  if (owner !== undefined) tokens.holds(owner);
  return owner;
}

/** Three parts, RS256, an issuer, and a life of ten minutes at most; the signature is taken on trust. */
function isJwt(secret: string): boolean {
  const [head, body, signature] = secret.split('.');
  if (!head || !body || !signature) return false;
  try {
    const { alg } = JSON.parse(Buffer.from(head, 'base64url').toString());
    const { iss, exp, iat } = JSON.parse(Buffer.from(body, 'base64url').toString());
    return alg === 'RS256' && Boolean(iss) && exp * 1_000 > Date.now() && exp - iat <= 660;
  } catch {
    return false;
  }
}

export const identityRoutes: Route[] = [
  route('GET', '/', (x) => x.json({ current_user_url: `${x.base}/user`, rate_limit_url: `${x.base}/rate_limit` })),
  route('GET', '/user', (x) => {
    if (x.asked.headers.authorization?.includes('ghs_')) {
      throw new GithubError(403, 'Resource not accessible by integration');
    }
    x.json({ login: 'estate-reader', id: 4_200, type: 'User' });
  }),
  route('GET', '/rate_limit', (x) => {
    const rate = { limit: 5_000, remaining: 4_999, used: 1, reset: Math.floor(Date.now() / 1_000) + 3_600 };
    x.json({ resources: { core: rate, search: { ...rate, limit: 30, remaining: 29 } }, rate });
  }),
  route('GET', '/user/repos', (x) => {
    for (const name of ['affiliation', 'visibility', 'type']) x.query(name);
    x.list(pushedFirst(x), (repository) => presentRepository(repository, x.base));
  }),
  route('GET', '/orgs/:org/repos', (x, { org = '' }) => ownedBy(x, org)),
  route('GET', '/users/:user/repos', (x, { user = '' }) => ownedBy(x, user)),
];

function ownedBy(x: Exchange, login: string): void {
  x.query('type');
  const owned = pushedFirst(x).filter(({ owner }) => owner.toLowerCase() === login.toLowerCase());
  if (owned.length === 0) throw notFound();
  x.list(owned, (repository) => presentRepository(repository, x.base));
}

function pushedFirst(x: Exchange) {
  const sort = x.choice('sort', ['created', 'updated', 'pushed', 'full_name'] as const, 'full_name');
  const direction = x.choice('direction', ['asc', 'desc'] as const, sort === 'full_name' ? 'asc' : 'desc');
  const key = ({ fullName, data }: (typeof x.visible)[number]): string =>
    sort === 'full_name' ? fullName : (data.commits[0]?.date ?? '');
  const sorted = [...x.visible].sort((a, b) => (key(a) < key(b) ? -1 : 1));
  return direction === 'asc' ? sorted : sorted.reverse();
}
