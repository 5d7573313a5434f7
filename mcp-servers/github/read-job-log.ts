import { z } from 'zod';
import { ToolError } from '../runtime/tool-error.ts';
import type { Github } from './github.ts';
import type { RepositoryName } from './repositories.ts';

/** A log longer than this is read to here; its failure is then looked for in what was read. */
const mostBytes = 24 * 1024 * 1024;

const redirected = z.object({ location: z.url() });

/**
 * The log of a job as text. GitHub answers with a signed address on another host, good for a minute. That is asked by a
 * request of its own which carries no token: it is nobody's business there, and blob storage refuses it.
 *
 * @throws ToolError `not_found` for a log that has expired, was deleted or never was
 */
export async function readLog(
  github: Github,
  { owner, repo, fullName }: RepositoryName,
  job_id: number,
  signal: AbortSignal,
): Promise<{ text: string; cut: boolean }> {
  const what = `log of job ${job_id} of ${fullName}`;
  return github.read(what, owner, signal, async (octokit, { request }) => {
    const answer = await octokit.rest.actions
      .downloadJobLogsForWorkflowRun({ owner, repo, job_id, request: { ...request, redirect: 'manual' } })
      .catch((error: unknown) => {
        throw isGone(error) ? expired(what, error) : error;
      });
    const { success, data } = redirected.safeParse(answer.headers);
    if (!success) return { text: String(answer.data), cut: false };
    const download = await fetch(data.location, { signal: request.signal });
    if (download.status === 404 || download.status === 410) throw expired(what, undefined);
    if (!download.ok || download.body === null) {
      throw new ToolError('unavailable', `${what}: its storage answers HTTP ${download.status}`);
    }
    return upTo(mostBytes, download.body);
  });
}

async function upTo(most: number, body: ReadableStream<Uint8Array>): Promise<{ text: string; cut: boolean }> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of body) {
    parts.push(part);
    size += part.length;
    // Leaving the loop cancels the download.
    if (size >= most) break;
  }
  return { text: Buffer.concat(parts).toString('utf8'), cut: size >= most };
}

const isGone = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'status' in error && error.status === 410;

const expired = (what: string, cause: unknown): ToolError =>
  new ToolError(
    'not_found',
    `${what} has expired or was deleted: GitHub keeps logs for 90 days, or as the repository says`,
    {
      hint: 'the jobs and steps that failed are still told, without the log',
      cause,
    },
  );
