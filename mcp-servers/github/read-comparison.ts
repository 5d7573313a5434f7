import type { ChangedFile } from './changed-files.ts';
import type { Github } from './github.ts';
import { firstLine } from './reading.ts';
import type { RepositoryName } from './repositories.ts';

/** GitHub's own limits for a comparison that is not paged; it gives the newest commits then. */
const mostCommits = 250;
const mostFiles = 300;

export interface ComparedCommit {
  at: string;
  sha: string;
  title: string;
  author: string;
}

export interface Comparison {
  status: 'ahead' | 'behind' | 'diverged' | 'identical';
  url: string;
  baseSha: string;
  headSha: string;
  /** Commits that the head has and the base has not, and the other way round. */
  ahead: number;
  behind: number;
  /** Newest first. */
  commits: ComparedCommit[];
  /** The net change since the commit that both have in common. */
  files: ChangedFile[];
  /** What GitHub left out, in words. */
  leftOut: string[];
}

/** What the head has that the base has not, in one request. */
export async function readComparison(
  github: Github,
  { owner, repo, fullName }: RepositoryName,
  base: string,
  head: string,
  signal: AbortSignal,
): Promise<Comparison> {
  const basehead = `${base}...${head}`;
  const data = await github.read(`comparison ${basehead} of ${fullName}`, owner, signal, async (octokit, options) => {
    return (await octokit.rest.repos.compareCommitsWithBasehead({ owner, repo, basehead, ...options })).data;
  });
  const commits = data.commits
    .map(({ sha, commit, author }) => ({
      at: commit.committer?.date ?? commit.author?.date ?? '',
      sha,
      title: firstLine(commit.message),
      author: commit.author?.name ?? author?.login ?? '',
    }))
    .reverse();
  const files: ChangedFile[] = data.files ?? [];
  const older = data.total_commits - commits.length;
  return {
    status: data.status,
    url: data.html_url,
    baseSha: data.base_commit.sha,
    headSha: commits[0]?.sha ?? (data.ahead_by === 0 ? data.merge_base_commit.sha : head),
    ahead: data.ahead_by,
    behind: data.behind_by,
    commits,
    files,
    leftOut: [
      ...(older > 0
        ? [
            `the oldest ${older} of ${data.total_commits} commits: GitHub gives ${mostCommits} of a comparison; compare with head ${commits.at(-1)?.sha.slice(0, 12)} for them`,
          ]
        : []),
      ...(files.length >= mostFiles
        ? [
            `files after the first ${mostFiles}: GitHub lists no more of a comparison; compare a part of the commits, or open one with github_commit`,
          ]
        : []),
    ],
  };
}
