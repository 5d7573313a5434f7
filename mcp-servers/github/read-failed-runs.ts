import { stamp } from '../runtime/window.ts';
import type { Change } from './change.ts';
import type { Place } from './places.ts';
import { firstLine, type Reading } from './reading.ts';

/** Workflow runs that started in the window and failed, whatever the branch; the newest thirty. */
export async function readFailedRuns({ owner, repo, fullName }: Place, reading: Reading): Promise<Change[]> {
  const { github, window, signal } = reading;
  const created = `${stamp(window.since)}..${stamp(window.until)}`;
  const query = { status: 'failure', created, per_page: 30 } as const;
  const { workflow_runs } = await github.read(
    `failed runs of ${fullName} ${created}`,
    owner,
    signal,
    async (octokit, options) => {
      return (await octokit.rest.actions.listWorkflowRunsForRepo({ owner, repo, ...query, ...options })).data;
    },
  );
  return workflow_runs.map(
    ({ name, head_sha, head_branch, conclusion, created_at, html_url, display_title, actor }) => ({
      at: created_at,
      kind: 'failed-run',
      repository: fullName,
      sha: head_sha,
      title: `${name ?? 'workflow'} on ${head_branch ?? 'a branch'}${display_title ? ` "${firstLine(display_title)}"` : ''}`,
      author: actor?.login ?? '',
      url: html_url,
      state: conclusion ?? 'failure',
      paths: [],
      relevant: false,
    }),
  );
}
