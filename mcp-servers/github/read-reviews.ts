import { short } from './change.ts';
import type { Github } from './github.ts';
import { isBelow } from './relevance.ts';
import type { RepositoryName } from './repositories.ts';

const mostComments = 12;
const quoteChars = 300;

export interface ReviewedPull {
  number: number;
  author: string;
  merged: boolean;
  /** What was reviewed last before the merge. */
  headSha: string;
}

/**
 * What people said of a pull request: each reviewer's last word, and their comments on lines; those of bots are counted
 * only. Comments on files below the path come first.
 */
export async function readReviews(
  github: Github,
  { owner, repo, fullName }: RepositoryName,
  pull: ReviewedPull,
  path: string | undefined,
  signal: AbortSignal,
): Promise<string[]> {
  const query = { owner, repo, pull_number: pull.number, per_page: 100 };
  const name = `#${pull.number} of ${fullName}`;
  const [reviews, comments] = await Promise.all([
    github.read(`reviews of ${name}`, owner, signal, async (octokit, options) => {
      return (await octokit.rest.pulls.listReviews({ ...query, ...options })).data;
    }),
    github.read(`review comments of ${name}`, owner, signal, async (octokit, options) => {
      return (await octokit.rest.pulls.listReviewComments({ ...query, ...options })).data;
    }),
  ]);
  // A comment in a review of no decision leaves an earlier approval as it was.
  const last = new Map<string, (typeof reviews)[number]>();
  for (const review of reviews) {
    const login = review.user?.login ?? 'unknown';
    const known = last.get(login);
    if (!known || review.state !== 'COMMENTED' || known.state === 'COMMENTED') last.set(login, review);
  }
  const approved = [...last.values()].some(({ state }) => state === 'APPROVED');
  const people = comments.filter(({ user }) => user?.type !== 'Bot' && !user?.login.endsWith('[bot]'));
  const near = people.filter((comment) => isBelow(comment.path, path ?? ''));
  const shown = [...near, ...people.filter((comment) => !near.includes(comment))].slice(0, mostComments);
  const left = comments.length - shown.length;
  return [
    ...[...last].map(
      ([login, { state, body, submitted_at, commit_id }]) =>
        `review ${submitted_at ?? ''} ${login}: ${state.toLowerCase().replace('_', ' ')}${commit_id && commit_id !== pull.headSha && pull.headSha ? ` of ${short(commit_id)}, not of the last commit` : ''}${body ? `, "${oneLine(body)}"` : ''}`,
    ),
    ...(reviews.length === 0 ? ['no reviews'] : pull.merged && !approved ? ['merged without an approval'] : []),
    ...shown.map(
      (comment) =>
        `comment ${comment.user?.login ?? 'unknown'} on ${comment.path}${comment.line ? `:${comment.line}` : ''}: ${oneLine(comment.body)}`,
    ),
    ...(left > 0 ? [`${left} more comments on lines, by bots or later ones`] : []),
  ];
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim().slice(0, quoteChars);
