import type { Commit } from './read-repositories.ts';

/** The diff as git prints it. */
export function diffOf(files: Commit['files']): string {
  return files
    .map(({ path, previous_path: previous = path, status, patch }) => {
      const from = status === 'added' ? '/dev/null' : `a/${previous}`;
      const to = status === 'removed' ? '/dev/null' : `b/${path}`;
      return `diff --git a/${previous} b/${path}\n${patch === undefined ? '' : `--- ${from}\n+++ ${to}\n${patch}\n`}`;
    })
    .join('');
}

/** How a commit begins as a mail, before its diff. */
export const mailHead = (commit: Commit): string =>
  `From ${commit.sha} Mon Sep 17 00:00:00 2001\nFrom: ${commit.author} <${commit.email ?? ''}>\n` +
  `Date: ${new Date(commit.date).toUTCString()}\nSubject: [PATCH] ${commit.message}\n\n---\n`;
