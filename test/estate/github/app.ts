import type { Exchange } from './exchange.ts';
import { GithubError, notFound } from './exchange.ts';
import { presentRepository, presentUser } from './present.ts';
import type { Repository } from './repository.ts';
import { type Route, repositoryRoute, route } from './route.ts';

const appId = 4_100;
const firstInstallation = 4_100_001;
const permissions = {
  contents: 'read',
  metadata: 'read',
  pull_requests: 'read',
  issues: 'read',
  actions: 'read',
  deployments: 'read',
  checks: 'read',
  statuses: 'read',
};

/** Tokens that installations were given: each sees the repositories of one owner, for as long as it lives. */
export class InstallationTokens {
  readonly #lifeMs: number;
  readonly #issued = new Map<string, { owner: string; expires: number }>();
  readonly #suspended = new Map<string, string>();

  /** @param lifeMs GitHub's is an hour */
  constructor(lifeMs = 3_600_000) {
    this.#lifeMs = lifeMs;
  }

  issue(owner: string): { token: string; expires_at: string } {
    const token = `ghs_estate${String(this.#issued.size + 1).padStart(30, '0')}`;
    const expires = Date.now() + this.#lifeMs;
    this.#issued.set(token, { owner, expires });
    return { token, expires_at: new Date(expires).toISOString() };
  }

  /** The owner whose repositories the token sees; undefined for one that was never issued or has expired. */
  ownerOf(token: string): string | undefined {
    const known = this.#issued.get(token);
    return known && known.expires > Date.now() ? known.owner : undefined;
  }

  /** As an owner of the organisation can do at any time: tokens are neither issued nor taken any more. */
  suspend(owner: string): void {
    this.#suspended.set(owner, new Date().toISOString());
  }

  suspendedAt(owner: string): string | null {
    return this.#suspended.get(owner) ?? null;
  }

  /** @throws GithubError */
  holds(owner: string): void {
    if (this.#suspended.has(owner)) throw new GithubError(403, 'This installation has been suspended');
  }

  /** As an administrator can do at any time. */
  revokeAll(): void {
    this.#issued.clear();
  }
}

/** What a GitHub App asks for itself: it is installed for every owner of the case. */
export const appRoutes = (tokens: InstallationTokens): Route[] => [
  route('GET', '/app', (x) => x.json({ id: appId, slug: 'sre-agent', name: 'SRE agent' })),
  route('GET', '/app/installations', (x) => {
    x.list(installations(x, tokens), (installation) => installation);
  }),
  route('GET', '/orgs/:org/installation', (x, { org = '' }) => x.json(installedFor(x, tokens, org))),
  repositoryRoute('/installation', (x, { owner }) => x.json(installedFor(x, tokens, owner))),
  route('POST', '/app/installations/:id/access_tokens', (x, { id }) => {
    const found = installations(x, tokens).find((installation) => String(installation.id) === id);
    if (!found) throw notFound();
    tokens.holds(found.account.login);
    x.json({ ...tokens.issue(found.account.login), permissions, repository_selection: 'all' }, 201);
  }),
  route('GET', '/installation/repositories', (x) => {
    if (!x.asked.headers.authorization?.includes('ghs_')) {
      throw new GithubError(
        403,
        'You must authenticate with an installation access token in order to list repositories',
      );
    }
    x.list(
      x.visible,
      (repository: Repository) => presentRepository(repository, x.base),
      (repositories, total_count) => ({ total_count, repository_selection: 'all', repositories }),
    );
  }),
];

function installations(x: Exchange, tokens: InstallationTokens) {
  const owners = [...new Set(x.visible.map(({ owner }) => owner))];
  return (owners.length > 0 ? owners : ['nobody']).map((login, index) => {
    const id = firstInstallation + index;
    const account = { ...presentUser(login), type: 'Organization' };
    return {
      id,
      account,
      app_id: appId,
      app_slug: 'sre-agent',
      target_id: account.id,
      target_type: 'Organization',
      repository_selection: 'all',
      access_tokens_url: `${x.base}/app/installations/${id}/access_tokens`,
      repositories_url: `${x.base}/installation/repositories`,
      html_url: `https://github.com/organizations/${login}/settings/installations/${id}`,
      permissions,
      events: [],
      created_at: '2026-01-01T00:00:00Z',
      updated_at: '2026-01-01T00:00:00Z',
      single_file_name: null,
      suspended_by: tokens.suspendedAt(login) === null ? null : presentUser(login),
      suspended_at: tokens.suspendedAt(login),
    };
  });
}

function installedFor(x: Exchange, tokens: InstallationTokens, owner: string) {
  const found = installations(x, tokens).find(({ account }) => account.login.toLowerCase() === owner.toLowerCase());
  if (!found) throw notFound();
  return found;
}
