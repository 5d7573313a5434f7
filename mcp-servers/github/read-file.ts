import { ToolError } from '../runtime/tool-error.ts';
import { type Frame, frameOf } from './frames.ts';
import type { Github } from './github.ts';
import { type FrameMatch, matchesOf } from './match-frame.ts';
import { readTree } from './read-tree.ts';
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
 * @throws ToolError `not_found`
 */
export function readContent(github: Github, { place, path, ref, signal }: FileRequest): Promise<Content> {
  const { owner, repo, fullName } = place;
  const query = { owner, repo, path, ...(ref && { ref }) };
  const what = `${path || '/'} at ${ref ?? 'the default branch'} of ${fullName}`;
  return github.read(what, owner, signal, async (octokit, options): Promise<Content> => {
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
}

export type Located =
  | { path: string; names: string[] }
  | {
      path: string;
      text: string;
      url: string;
      /** How it was found where not by its exact path, in sentences. */
      notes: string[];
      /** Other files that the trace may mean. */
      others: string[];
      frame?: Frame;
      compiled: boolean;
    };

/** Other files that fit are named, so many. */
const mostNamed = 5;
/** A path by which nothing else fits is taken to mean a file where so many segments are its own. */
const enough = 2;

/**
 * What is at a path; or the file that the first of some frames means which the repository holds. A path that is not exact
 * is looked for like a frame's.
 *
 * @throws ToolError `not_found`, with the nearest paths where the repository holds the name elsewhere
 */
export async function locate(
  github: Github,
  request: Omit<FileRequest, 'path'>,
  wanted: string | Frame[],
): Promise<Located> {
  if (typeof wanted !== 'string') return byFrames(github, request, wanted);
  const path = wanted.trim().replace(/^\/+|\/+$/g, '');
  try {
    const content = await readContent(github, { ...request, path });
    if (content.kind === 'folder') return { path, names: content.names };
    return { path, ...content, notes: [], others: [], compiled: false };
  } catch (error) {
    if (!(error instanceof ToolError && error.code === 'not_found')) throw error;
    const frame = frameOf(path);
    const { matches } = await search(github, request, [frame]).catch(() => {
      request.signal.throwIfAborted();
      return { matches: [] };
    });
    const [best, next] = matches;
    if (!best) throw error;
    if (best.fits < enough || next?.fits === best.fits) {
      const hint = `the repository holds ${matches.map((match) => match.path).join(', ')}`;
      throw new ToolError('not_found', error.message, { hint, cause: error });
    }
    return read(github, request, {
      best,
      others: others(matches),
      notes: [`there is no ${path}; the nearest is this`],
    });
  }
}

async function byFrames(github: Github, request: Omit<FileRequest, 'path'>, frames: Frame[]): Promise<Located> {
  const { frame, matches, unread } = await search(github, request, frames);
  const [best] = matches;
  const note = unread > 0 ? [`the repository is large: ${unread} folders were not searched`] : [];
  if (!best || !frame) {
    const names = [...new Set(frames.map(({ segments }) => segments.join('/')))].slice(0, mostNamed).join(', ');
    throw new ToolError('not_found', `${request.place.fullName} holds no file that fits ${names}`, {
      hint: [
        frames.every(({ installed }) => installed)
          ? 'these are lines of a dependency: give a line of your own code'
          : '',
        'try another repository or a line further along the trace',
        ...note,
      ]
        .filter(Boolean)
        .join('; '),
    });
  }
  const equal = matches.slice(1).filter(({ fits, compiled }) => fits === best.fits && compiled === best.compiled);
  const fits = `found by the last ${best.fits === 1 ? 'segment' : `${best.fits} segments`} of ${frame.segments.join('/')}`;
  const ambiguous = `${fits}; ambiguous, as well fit ${equal.map(({ path }) => path).join(', ')}`;
  return read(github, request, {
    best,
    others: others(matches),
    notes: [equal.length > 0 ? ambiguous : fits, ...note],
    frame,
  });
}

const others = (matches: FrameMatch[]): string[] => matches.slice(1).map(({ path }) => path);

async function read(
  github: Github,
  request: Omit<FileRequest, 'path'>,
  found: { best: FrameMatch; others: string[]; notes: string[]; frame?: Frame },
): Promise<Located> {
  const { best, ...more } = found;
  const content = await readContent(github, { ...request, path: best.path });
  if (content.kind === 'folder') return { path: best.path, names: content.names };
  return { path: best.path, ...content, ...more, compiled: best.compiled };
}

/** The first frame that the tree holds something for; the deepest frames come first in most traces, libraries' among them. */
async function search(github: Github, { place, ref, signal }: Omit<FileRequest, 'path'>, frames: Frame[]) {
  const wanted = frames.flatMap(({ segments }) => segments.slice(0, -1));
  const { paths, unread } = await readTree(github, { place, ref, wanted, signal });
  for (const frame of frames) {
    const matches = matchesOf(frame, paths).slice(0, mostNamed);
    if (matches.length > 0) return { frame, matches, unread };
  }
  return { frame: undefined, matches: [], unread };
}

function textOf(base64: string, what: string): string {
  const content = Buffer.from(base64, 'base64');
  if (content.subarray(0, 8_000).includes(0)) throw new ToolError('failed', `${what} is no text`);
  return content.toString('utf8');
}
