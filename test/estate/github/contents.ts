import { createHash } from 'node:crypto';
import { NotServed } from '../system.ts';
import { type Exchange, GithubError, notFound } from './exchange.ts';
import { blobSha } from './present.ts';
import type { Repository } from './repository.ts';
import { type Route, repositoryRoute } from './route.ts';
import type { Tree } from './tree-at.ts';

export const contentRoutes: Route[] = [
  repositoryRoute('/contents', (x, repository) => contents(x, repository, '')),
  repositoryRoute('/contents/:path*', (x, repository, { path = '' }) => contents(x, repository, path)),
  repositoryRoute('/readme', (x, repository) => contents(x, repository, 'README.md')),

  repositoryRoute('/git/trees/:ref', (x, repository, { ref = '' }) => {
    const known = subtrees.get(repository)?.get(ref);
    const tree = known ? folderOf(treeOf(repository, known.ref), known.folder) : treeOf(repository, ref);
    const recursive = x.query('recursive') !== undefined;
    const entries = recursive ? [...folders(tree), ...files(tree)] : children(tree, '');
    const root = { ref: known?.ref ?? ref, folder: known?.folder ?? '' };
    const most = recursive ? repository.treeEntries : Number.POSITIVE_INFINITY;
    x.json({
      sha: known ? ref : sha(`tree ${ref}`),
      url: `${x.base}/repos/${repository.fullName}/git/trees/${ref}`,
      tree: entries
        .sort((a, b) => (a.path < b.path ? -1 : 1))
        .slice(0, most)
        .map(({ name: _name, ...entry }) =>
          entry.type === 'tree' ? { ...entry, sha: subtree(repository, root, entry.path) } : entry,
        ),
      truncated: entries.length > most,
    });
  }),

  repositoryRoute('/git/blobs/:sha', (x, repository, { sha: wanted }) => {
    const content = [...repository.data.head.values()].find((one) => one && blobSha(one) === wanted);
    if (!content) throw notFound();
    x.json({ sha: wanted, size: content.length, encoding: 'base64', content: base64(content) });
  }),
];

function contents(x: Exchange, repository: Repository, asked: string): void {
  const ref = x.query('ref') ?? repository.defaultBranch;
  const path = asked.replace(/^\/|\/$/g, '');
  const tree = treeOf(repository, ref, `No commit found for the ref ${ref}`);
  if (!tree.has(path)) {
    const listed = children(tree, path);
    if (listed.length === 0) throw notFound();
    x.json(
      // Modes are a tree's; a folder's list has none.
      listed.map(({ mode: _mode, ...entry }) => ({
        ...entry,
        ...links(x, repository, entry.path, ref),
        type: entry.type === 'tree' ? 'dir' : 'file',
      })),
    );
    return;
  }
  const content = tree.get(path);
  if (!content) throw new NotServed(`${path} at ${ref}: a later commit has no patch`);
  if (x.media === 'raw') {
    x.send(200, content, { 'content-type': 'application/vnd.github.v3.raw; charset=utf-8' });
    return;
  }
  x.json({
    type: 'file',
    encoding: 'base64',
    size: content.length,
    name: path.split('/').at(-1),
    path,
    content: base64(content),
    sha: blobSha(content),
    ...links(x, repository, path, ref),
  });
}

/** The files at a ref. A case may hold files and no commits: then only the default branch is known. */
function treeOf(repository: Repository, ref: string, missing = 'Not Found'): Tree {
  if (ref === repository.defaultBranch || ref === 'HEAD') {
    if (repository.data.head.size === 0) throw new GithubError(404, 'This repository is empty.');
    return repository.data.head;
  }
  const commit = repository.resolve(ref);
  if (!commit) throw new GithubError(404, missing);
  return repository.treeAt(commit);
}

/** Folders have a SHA of their own, by which they are asked for; which folder it was is remembered. */
const subtrees = new WeakMap<Repository, Map<string, { ref: string; folder: string }>>();

function subtree(repository: Repository, { ref, folder }: { ref: string; folder: string }, path: string): string {
  const whole = folder ? `${folder}/${path}` : path;
  const id = sha(`tree ${ref} ${whole}`);
  const known = subtrees.get(repository) ?? new Map<string, { ref: string; folder: string }>();
  subtrees.set(repository, known.set(id, { ref, folder: whole }));
  return id;
}

const folderOf = (tree: Tree, folder: string): Tree =>
  new Map(
    [...tree].flatMap(([path, content]) =>
      path.startsWith(`${folder}/`) ? [[path.slice(folder.length + 1), content] as const] : [],
    ),
  );

interface Entry {
  name: string;
  path: string;
  mode: string;
  type: 'blob' | 'tree';
  size?: number;
  sha: string;
}

const folder = (path: string): Entry => ({
  name: last(path),
  path,
  mode: '040000',
  type: 'tree',
  sha: sha(`tree ${path}`),
});

const files = (tree: Tree): Entry[] =>
  [...tree].map(([path, content]) => ({
    name: last(path),
    path,
    mode: '100644',
    type: 'blob',
    size: content?.length ?? 0,
    sha: content ? blobSha(content) : sha(path),
  }));

const folders = (tree: Tree): Entry[] => {
  const found = new Set<string>();
  for (const path of tree.keys()) {
    const parts = path.split('/').slice(0, -1);
    for (let depth = 1; depth <= parts.length; depth += 1) found.add(parts.slice(0, depth).join('/'));
  }
  return [...found].map(folder);
};

const children = (tree: Tree, path: string): Entry[] =>
  [...folders(tree), ...files(tree)]
    .filter((entry) => entry.path.split('/').slice(0, -1).join('/') === path && entry.path !== path)
    .sort((a, b) => (a.path < b.path ? -1 : 1));

const links = (x: Exchange, { fullName }: Repository, path: string, ref: string) => ({
  url: `${x.base}/repos/${fullName}/contents/${path}?ref=${ref}`,
  html_url: `https://github.com/${fullName}/blob/${ref}/${path}`,
});

const last = (path: string): string => path.split('/').at(-1) ?? path;
const sha = (text: string): string => createHash('sha1').update(text).digest('hex');
/** GitHub breaks base64 after 60 characters. */
const base64 = (content: Buffer): string => content.toString('base64').replace(/.{60}/g, '$&\n');
