import type { ServerResponse } from 'node:http';
import type { Asked } from '../system.ts';
import type { Repository } from './repository.ts';

/** What makes an address good for whoever has it; GitHub's is a signature of Azure's blob storage. */
const signature = 'sig=estate';

/** GitHub sends who reads a log to a signed address on another host: the same port by another name. */
export const signedLogUrl = ({ raw }: Asked, { fullName }: Repository, job: number): string =>
  `http://localhost:${raw.socket.localPort}/_signed/${fullName}/${job}.txt?${signature}`;

/**
 * Serves a log to a signed request, and refuses one that brings GitHub's token along, as blob storage does: it belongs
 * to nobody there.
 *
 * @returns false where the request is for something else
 */
export function serveSignedLog(
  repositories: Repository[],
  { headers, url }: Asked,
  path: string,
  answer: ServerResponse,
): boolean {
  const [, fullName, id] = /^\/_signed\/([^/]+\/[^/]+)\/(\d+)\.txt$/.exec(path) ?? [];
  if (fullName === undefined) return false;
  const repository = repositories.find((one) => one.fullName === fullName);
  const job = repository?.data.runs.flatMap(({ jobs }) => jobs).find((one) => String(one.id) === id);
  const refuse = (status: number, code: string): void => {
    answer.writeHead(status, { 'content-type': 'application/xml' });
    answer.end(`<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code></Error>`);
  };
  if (headers.authorization !== undefined) refuse(401, 'InvalidAuthenticationInfo');
  else if (url.search !== `?${signature}`) refuse(403, 'AuthenticationFailed');
  else if (job?.log === undefined) refuse(404, 'BlobNotFound');
  else {
    answer.writeHead(200, { 'content-type': 'text/plain' });
    answer.end(job.log);
  }
  return true;
}
