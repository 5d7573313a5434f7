import { type Exchange, GithubError } from './exchange.ts';
import { blobSha, loginOf, presentCommit, presentIssue, presentRepository } from './present.ts';
import type { Repository } from './repository.ts';
import { type Route, route } from './route.ts';
import { contains, parseSearch, type SearchQuery, within } from './search-query.ts';

export const searchRoutes: Route[] = [
  route('GET', '/search/code', (x) => {
    const query = parseSearch(x.query('q'), ['repo', 'org', 'user', 'path', 'filename', 'extension', 'in', 'language']);
    // The legacy code search: the default branch only, and never without a word to look for.
    if (query.terms.length === 0) throw invalid('ERROR_TYPE_QUERY_PARSING_FATAL unable to parse query!');
    const found = reach(x, query).flatMap((repository) =>
      [...repository.data.head].flatMap(([path, content]) => {
        const text = content?.toString('utf8') ?? '';
        return text.includes('\0') || !fileMatches(path, text, query) ? [] : [{ repository, path, text }];
      }),
    );
    const withMatches = x.media === 'text-match';
    results(x, found, ({ repository, path, text }) => ({
      name: path.split('/').at(-1),
      path,
      sha: blobSha(Buffer.from(text)),
      url: `${x.base}/repos/${repository.fullName}/contents/${path}`,
      html_url: `https://github.com/${repository.fullName}/blob/${repository.defaultBranch}/${path}`,
      repository: presentRepository(repository, x.base),
      score: 1,
      ...(withMatches ? { text_matches: matches(text, query.terms) } : {}),
    }));
  }),

  route('GET', '/search/issues', (x) => {
    const known = [
      'repo',
      'org',
      'user',
      'is',
      'type',
      'state',
      'in',
      'author',
      'label',
      'created',
      'updated',
      'closed',
      'merged',
    ];
    const query = parseSearch(x.query('q'), known);
    x.query('advanced_search');
    const kinds = [...(query.qualifiers.get('is') ?? []), ...(query.qualifiers.get('type') ?? [])];
    if (!kinds.some((kind) => ['issue', 'pr', 'pull-request'].includes(kind))) {
      throw invalid("Query must include 'is:issue' or 'is:pull-request'");
    }
    const found = reach(x, query).flatMap((repository) => {
      const { issues, pulls } = repository.data;
      const all = [...issues.map((item) => ({ item, pull: false })), ...pulls.map((item) => ({ item, pull: true }))];
      return all.filter(({ item, pull }) => issueMatches(item, pull, query)).map((one) => ({ ...one, repository }));
    });
    found.sort((a, b) => Date.parse(b.item.created_at) - Date.parse(a.item.created_at));
    results(x, found, ({ item, pull, repository }) => ({ ...presentIssue(item, repository, x.base, pull), score: 1 }));
  }),

  route('GET', '/search/commits', (x) => {
    const query = parseSearch(x.query('q'), ['repo', 'org', 'user', 'author', 'author-date', 'committer-date', 'hash']);
    const found = reach(x, query).flatMap((repository) =>
      repository.data.commits
        .filter((commit) => commit.branch === undefined || commit.branch === repository.defaultBranch)
        .filter(
          (commit) =>
            query.terms.every((term) => contains(commit.message, term)) &&
            every(query, 'hash', (hash) => commit.sha.startsWith(hash)) &&
            every(query, 'author', (author) => loginOf(commit.author) === author) &&
            every(query, 'author-date', (range) => within(range, commit.date)) &&
            every(query, 'committer-date', (range) => within(range, commit.date)),
        )
        .map((commit) => ({ commit, repository })),
    );
    results(x, found, ({ commit, repository }) => {
      // Whether GitHub means an account or a person of git here differs between its description and its examples.
      const { committer: _committer, ...shown } = presentCommit(commit, repository, x.base);
      return { ...shown, repository: presentRepository(repository, x.base), score: 1 };
    });
  }),

  route('GET', '/search/repositories', (x) => {
    const query = parseSearch(x.query('q'), ['repo', 'org', 'user', 'in', 'archived']);
    const found = reach(x, query).filter(({ name }) => query.terms.every((term) => name.includes(term.toLowerCase())));
    results(x, found, (repository) => ({ ...presentRepository(repository, x.base), score: 1 }));
  }),
];

function results<T>(x: Exchange, found: T[], present: (item: T) => unknown): void {
  x.query('sort');
  x.query('order');
  x.list(found, present, (items, total_count) => ({ total_count, incomplete_results: false, items }));
}

/** The repositories that `repo:`, `org:` and `user:` leave; one that cannot be seen is refused, as GitHub does. */
function reach(x: Exchange, { qualifiers }: SearchQuery): Repository[] {
  const names = qualifiers.get('repo')?.map((name) => name.toLowerCase());
  const owners = [...(qualifiers.get('org') ?? []), ...(qualifiers.get('user') ?? [])].map((one) => one.toLowerCase());
  const found = x.visible.filter(
    ({ fullName, owner }) =>
      (names === undefined || names.includes(fullName.toLowerCase())) &&
      (owners.length === 0 || owners.includes(owner.toLowerCase())),
  );
  if (names && found.length === 0) {
    throw invalid(
      'The listed users and repositories cannot be searched either because the resources do not exist or you do not have permission to view them.',
    );
  }
  return found;
}

const invalid = (message: string): GithubError =>
  new GithubError(422, 'Validation Failed', { errors: [{ message, resource: 'Search', field: 'q', code: 'invalid' }] });

function every(query: SearchQuery, name: string, holds: (value: string) => boolean): boolean {
  return (query.qualifiers.get(name) ?? []).every(holds);
}

function fileMatches(path: string, text: string, query: SearchQuery): boolean {
  const name = path.split('/').at(-1) ?? path;
  const places = query.qualifiers.get('in') ?? ['file'];
  const searched = [...(places.includes('file') ? [text] : []), ...(places.includes('path') ? [path] : [])].join('\n');
  return (
    query.terms.every((term) => contains(searched, term)) &&
    every(query, 'path', (folder) => `/${path}`.startsWith(`/${folder.replace(/^\/|\/$/g, '')}/`)) &&
    every(query, 'filename', (wanted) => contains(name, wanted)) &&
    every(query, 'extension', (extension) => name.endsWith(`.${extension}`))
  );
}

function issueMatches(
  item: Repository['data']['issues'][number] | Repository['data']['pulls'][number],
  pull: boolean,
  query: SearchQuery,
): boolean {
  const merged = 'merged_at' in item && typeof item.merged_at === 'string' ? item.merged_at : undefined;
  const places = query.qualifiers.get('in')?.flatMap((place) => place.split(',')) ?? ['title', 'body'];
  const text = [
    ...(places.includes('title') ? [item.title] : []),
    ...(places.includes('body') ? [item.body ?? ''] : []),
  ];
  const dated = (range: string, at: string | null | undefined): boolean => Boolean(at) && within(range, at ?? '');
  const is = (kind: string): boolean =>
    ({ pr: pull, 'pull-request': pull, issue: !pull, merged: merged !== undefined, unmerged: pull && !merged })[kind] ??
    item.state === kind;
  return (
    query.terms.every((term) => contains(text.join('\n'), term)) &&
    every(query, 'is', is) &&
    every(query, 'type', is) &&
    every(query, 'state', (state) => item.state === state) &&
    every(query, 'author', (author) => item.user?.login === author) &&
    every(query, 'label', (label) => JSON.stringify(item.labels ?? []).includes(`"${label}"`)) &&
    every(query, 'created', (range) => dated(range, item.created_at)) &&
    every(query, 'updated', (range) => dated(range, item.updated_at ?? item.created_at)) &&
    every(query, 'closed', (range) => dated(range, item.closed_at)) &&
    every(query, 'merged', (range) => dated(range, merged))
  );
}

/** A fragment of some lines round the first place of each term. */
function matches(text: string, terms: string[]): object[] {
  const lines = text.split('\n');
  return terms.flatMap((term) => {
    const at = lines.findIndex((line) => contains(line, term));
    if (at < 0) return [];
    const fragment = lines.slice(Math.max(0, at - 1), at + 2).join('\n');
    const start = fragment.toLowerCase().indexOf(term.toLowerCase());
    const found =
      start < 0 ? [] : [{ text: fragment.slice(start, start + term.length), indices: [start, start + term.length] }];
    return [{ object_type: 'FileContent', property: 'content', fragment, matches: found }];
  });
}
