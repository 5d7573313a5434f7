import { notFound } from './exchange.ts';
import { presentUser } from './present.ts';
import type { Pull, Review } from './read-repositories.ts';
import type { Repository } from './repository.ts';
import { type Route, repositoryRoute } from './route.ts';

/** What reviewers said of a pull request: `reviews` of pulls.json, each with its comments on lines. */
export const reviewRoutes: Route[] = [
  repositoryRoute('/pulls/:number/reviews', (x, repository, { number }) => {
    const pull = wanted(repository, number);
    x.list(pull.reviews ?? [], (review) => presentReview(review, pull, repository, x.base));
  }),
  repositoryRoute('/pulls/:number/comments', (x, repository, { number }) => {
    const pull = wanted(repository, number);
    const reviews = pull.reviews ?? [];
    const sort = x.choice('sort', ['created', 'updated'] as const, 'created');
    const direction = x.choice('direction', ['asc', 'desc'] as const, 'asc');
    const since = x.instant('since');
    const all = reviews
      .flatMap((review) => review.comments.map((comment) => ({ review, comment })))
      .filter(({ review }) => since === undefined || Date.parse(review.submitted_at) >= since)
      .map(({ review, comment }, index) => presentComment(comment, review, index + 1, pull, repository, x.base));
    const sorted = all.sort((a, b) => Date.parse(a[`${sort}_at`]) - Date.parse(b[`${sort}_at`]));
    x.list(direction === 'asc' ? sorted : sorted.toReversed(), (comment) => comment);
  }),
];

function wanted(repository: Repository, number: string | undefined): Pull {
  const found = repository.data.pulls.find((pull) => String(pull.number) === number);
  if (!found) throw notFound();
  return found;
}

const idOf = (pull: Pull, review: Review): number => pull.number * 1_000 + (pull.reviews ?? []).indexOf(review) + 1;

function linksOf(pull: Pull, repository: Repository, base: string, anchor: string) {
  const html_url = `https://github.com/${repository.fullName}/pull/${pull.number}#${anchor}`;
  const pull_request_url = `${base}/repos/${repository.fullName}/pulls/${pull.number}`;
  return { html_url, pull_request_url, _links: { html: { href: html_url }, pull_request: { href: pull_request_url } } };
}

function presentReview(review: Review, pull: Pull, repository: Repository, base: string) {
  const id = idOf(pull, review);
  return {
    id,
    node_id: `PRR_${id}`,
    user: presentUser(review.user),
    body: review.body,
    state: review.state,
    submitted_at: review.submitted_at,
    commit_id: pull.head?.sha ?? pull.merge_commit_sha ?? null,
    author_association: 'MEMBER',
    ...linksOf(pull, repository, base, `pullrequestreview-${id}`),
  };
}

function presentComment(
  { path, line, body }: Review['comments'][number],
  review: Review,
  index: number,
  pull: Pull,
  repository: Repository,
  base: string,
) {
  const id = pull.number * 10_000 + index;
  const url = `${base}/repos/${repository.fullName}/pulls/comments/${id}`;
  const links = linksOf(pull, repository, base, `discussion_r${id}`);
  const commit = pull.head?.sha ?? pull.merge_commit_sha ?? '';
  return {
    ...links,
    _links: { self: { href: url }, ...links._links },
    id,
    node_id: `PRRC_${id}`,
    url,
    pull_request_review_id: idOf(pull, review),
    diff_hunk: '',
    path,
    ...(line !== undefined && { line, original_line: line, side: 'RIGHT' }),
    commit_id: commit,
    original_commit_id: commit,
    user: presentUser(review.user),
    body,
    created_at: review.submitted_at,
    updated_at: review.submitted_at,
    author_association: 'MEMBER',
    subject_type: line === undefined ? 'file' : 'line',
  };
}
