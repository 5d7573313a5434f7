import { stamp } from '../runtime/window.ts';
import type { Change } from './change.ts';
import type { Place } from './places.ts';
import { badOutcomes } from './read-runs.ts';
import { firstLine, type RepositoryReading } from './reading.ts';

const mostOfEach = 30;

/** Workflow runs that started in the window and failed, whatever the branch; the newest thirty of each kind. */
export async function readFailedRuns({ owner, repo, fullName }: Place, reading: RepositoryReading): Promise<Change[]> {
  const { github, window, signal, leftOut } = reading;
  const created = `${stamp(window.since)}..${stamp(window.until)}`;
  const lists = await Promise.all(
    badOutcomes.map((status) => {
      const query = { status, created, per_page: mostOfEach };
      return github.read(
        `failed runs of ${fullName} ${created} (${status})`,
        owner,
        signal,
        async (octokit, options) => {
          return (await octokit.rest.actions.listWorkflowRunsForRepo({ owner, repo, ...query, ...options })).data;
        },
      );
    }),
  );
  for (const [index, { total_count, workflow_runs }] of lists.entries()) {
    const left = total_count - workflow_runs.length;
    if (left > 0) leftOut(`${left} older runs of ${fullName} that ended in ${badOutcomes[index]}`);
  }
  return lists
    .flatMap(({ workflow_runs }) => workflow_runs)
    .map(({ name, head_sha, head_branch, conclusion, created_at, html_url, display_title, actor }) => ({
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
    }));
}
