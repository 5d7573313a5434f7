import { ToolError } from '../runtime/tool-error.ts';
import type { Github } from './github.ts';
import { inParallel } from './in-parallel.ts';
import type { RepositoryName } from './repositories.ts';

/** GitHub cuts a recursive answer at 100,000 entries or 7 MB; what is larger is read folder by folder, so many at most. */
const mostFolders = 40;

export interface TreeRequest {
  place: RepositoryName;
  /** Default: the default branch. */
  ref?: string | undefined;
  /** Names of folders that matter most where not all can be read. */
  wanted?: string[];
  signal: AbortSignal;
}

export interface Tree {
  /** Paths of files. */
  paths: string[];
  /** Folders that could not be read any more. */
  unread: number;
}

/**
 * Every file's path at a ref.
 *
 * @throws ToolError `not_found` where there is no such ref
 */
export async function readTree(github: Github, request: TreeRequest): Promise<Tree> {
  const { place, ref = 'HEAD', wanted = [] } = request;
  const whole = await treeOf(github, request, ref, { recursive: true });
  if (!whole.truncated) return { paths: filesIn(whole, ''), unread: 0 };

  const paths: string[] = [];
  let open: Folder[] = [{ sha: ref, path: '' }];
  let read = 0;
  while (open.length > 0 && read < mostFolders) {
    const batch = open.slice(0, Math.min(4, mostFolders - read));
    open = open.slice(batch.length);
    read += batch.length;
    const found = await inParallel(batch, 4, async (folder) => {
      // The root is known to be too large; below it a folder is taken whole where that can be had.
      const below = folder.path && (await treeOf(github, request, folder.sha, { recursive: true }));
      if (below && !below.truncated) return { files: filesIn(below, folder.path), folders: [] };
      const level = await treeOf(github, request, folder.sha, { recursive: false });
      return { files: filesIn(level, folder.path), folders: foldersIn(level, folder.path) };
    });
    paths.push(...found.flatMap(({ files }) => files));
    const likely = ({ path }: Folder) => Number(wanted.includes(path.split('/').at(-1) ?? ''));
    open = [...open, ...found.flatMap(({ folders }) => folders)].sort((a, b) => likely(b) - likely(a));
  }
  if (paths.length === 0 && open.length > 0) {
    throw new ToolError('too_large', `the tree of ${place.fullName} is too large to be searched`, {
      hint: 'give the exact path',
    });
  }
  return { paths, unread: open.length };
}

interface Folder {
  sha: string;
  path: string;
}

interface Answer {
  truncated: boolean;
  tree: { path?: string | undefined; type?: string | undefined; sha?: string | undefined }[];
}

function treeOf(
  github: Github,
  { place: { owner, repo, fullName }, signal }: TreeRequest,
  tree_sha: string,
  { recursive }: { recursive: boolean },
): Promise<Answer> {
  const what = `${recursive ? 'whole tree' : 'tree'} ${tree_sha} of ${fullName}`;
  return github.read(what, owner, signal, async (octokit, options) => {
    const query = { owner, repo, tree_sha, ...(recursive && { recursive: '1' }), ...options };
    return (await octokit.rest.git.getTree(query)).data;
  });
}

const below = (folder: string, path = ''): string => (folder ? `${folder}/${path}` : path);
const filesIn = ({ tree }: Answer, folder: string): string[] =>
  tree.flatMap(({ type, path }) => (type === 'blob' ? [below(folder, path)] : []));
const foldersIn = ({ tree }: Answer, folder: string): Folder[] =>
  tree.flatMap(({ type, path, sha }) => (type === 'tree' && sha ? [{ sha, path: below(folder, path) }] : []));
