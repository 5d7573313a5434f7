import { ToolError } from '../runtime/tool-error.ts';
import type { Github } from './github.ts';
import type { RepositoryName } from './repositories.ts';

export type Content = { kind: 'file'; text: string; url: string } | { kind: 'folder'; names: string[] };

export interface FileRequest {
  place: RepositoryName;
  path: string;
  /** Default: the default branch. */
  ref?: string | undefined;
  signal: AbortSignal;
}

/**
 * A file's text or a folder's names at a ref.
 *
 * @throws ToolError `not_found`, with the nearest paths where the repository holds the name elsewhere
 */
export async function readContent(github: Github, request: FileRequest): Promise<Content> {
  const { place, path, ref, signal } = request;
  const { owner, repo, fullName } = place;
  const query = { owner, repo, path, ...(ref && { ref }) };
  const what = `${path || '/'} at ${ref ?? 'the default branch'} of ${fullName}`;
  try {
    return await github.read(what, owner, signal, async (octokit, options): Promise<Content> => {
      const { data } = await octokit.rest.repos.getContent({ ...query, ...options });
      if (Array.isArray(data)) {
        return { kind: 'folder', names: data.map(({ name, type }) => (type === 'dir' ? `${name}/` : name)) };
      }
      if (data.type !== 'file' || !('content' in data)) throw new ToolError('failed', `${what} is a ${data.type}`);
      const url = data.html_url ?? '';
      if (data.encoding === 'base64') return { kind: 'file', text: textOf(data.content, what), url };
      // Over 1 MB GitHub leaves the content out; as raw it gives up to 100 MB.
      const raw = await octokit.rest.repos.getContent({ ...query, mediaType: { format: 'raw' }, ...options });
      return { kind: 'file', text: String(raw.data), url };
    });
  } catch (error) {
    if (!(error instanceof ToolError && error.code === 'not_found')) throw error;
    const close = await elsewhere(github, request);
    if (close.length === 0) throw error;
    throw new ToolError('not_found', error.message, { hint: `the repository holds ${close.join(', ')}`, cause: error });
  }
}

/** Files of the same name, those that share the most of the path first. */
async function elsewhere(github: Github, { place, path, ref, signal }: FileRequest): Promise<string[]> {
  const { owner, repo, fullName } = place;
  const name = path.split('/').at(-1) ?? path;
  try {
    const { tree } = await github.read(
      `tree ${ref ?? 'HEAD'} of ${fullName}`,
      owner,
      signal,
      async (octokit, options) => {
        return (await octokit.rest.git.getTree({ owner, repo, tree_sha: ref ?? 'HEAD', recursive: '1', ...options }))
          .data;
      },
    );
    const same = tree.flatMap((entry) => (entry.path?.split('/').at(-1) === name ? [entry.path] : []));
    return same.sort((a, b) => shared(b, path) - shared(a, path)).slice(0, 5);
  } catch {
    signal.throwIfAborted();
    return [];
  }
}

function shared(a: string, b: string): number {
  const [left, right] = [a.split('/').reverse(), b.split('/').reverse()];
  const end = left.findIndex((part, at) => part !== right[at]);
  return end < 0 ? left.length : end;
}

function textOf(base64: string, what: string): string {
  const content = Buffer.from(base64, 'base64');
  if (content.subarray(0, 8_000).includes(0)) throw new ToolError('failed', `${what} is no text`);
  return content.toString('utf8');
}
