import { z } from 'zod';
import { defineTool } from '../../runtime/tool.ts';
import { ToolError } from '../../runtime/tool-error.ts';
import { framesOf } from '../frames.ts';
import type { Github } from '../github.ts';
import { type Blamed, readBlame } from '../read-blame.ts';
import { type Located, locate } from '../read-file.ts';
import { repositoryName } from '../repositories.ts';

const linesByDefault = 200;
/** Shown on each side of a trace's line. */
const linesAround = 10;

export const fileTool = (github: Github) =>
  defineTool({
    name: 'github_file',
    title: 'Lines of a file',
    description:
      'Numbered lines of a file at a ref, or the names in a folder; blame: the commits that last touched them. A line of a stack trace as path leads to the code around it and its last commit.',
    input: z.strictObject({
      repository: z.string().describe('owner/repo'),
      path: z.string().max(8_000).describe('or lines of a stack trace; no exact prefix needed'),
      ref: z.string().optional().describe('SHA, branch or tag; default the default branch'),
      from: z.int().min(1).optional(),
      to: z.int().min(1).optional(),
      blame: z.boolean().optional().describe('default only for a trace'),
    }),
    async run({ repository, path, ref, from, to, blame }, { signal }) {
      const place = repositoryName(github, repository);
      const frames = framesOf(path);
      const file = await locate(github, { place, ref, signal }, frames.length > 0 ? frames : path);
      const where = `${place.fullName} ${file.path || '/'} at ${ref ?? 'the default branch'}`;
      if ('names' in file) {
        return { lines: [`${where}: ${file.names.length} entries`, ...file.names], structured: { examined: [where] } };
      }
      const lines = file.text.replace(/\n$/, '').split('\n');
      const focus = file.frame ? focusOf(file, lines) : undefined;
      const range = rangeOf({ from, to }, focus?.line);
      const shown = lines.slice(range.from - 1, range.to);
      const last = range.from + shown.length - 1;
      const width = String(last).length;
      const blamed = (blame ?? focus?.line !== undefined) && shown.length > 0;
      const touched = blamed ? await lastTouched(github, { place, path: file.path, ref, signal }) : { ranges: [] };
      const inside = touched.ranges.filter((one) => one.to >= range.from && one.from <= last);
      const culprit = inside.find((one) => focus?.line && one.from <= focus.line && one.to >= focus.line);
      return {
        lines: [
          `${where}: ${shown.length > 0 ? `lines ${range.from}-${last}` : `no lines from ${range.from}`} of ${lines.length}`,
          file.url,
          ...file.notes,
          ...(focus ? [focus.said] : []),
          ...(culprit ? [`line ${focus?.line} was last touched by ${blameOf(culprit)}`] : []),
          ...shown.map((line, index) => `${String(range.from + index).padStart(width)} ${line}`),
          ...(inside.length > 0 ? ['last touched by'] : []),
          ...inside.map((one) => `${Math.max(one.from, range.from)}-${Math.min(one.to, last)} ${blameOf(one)}`),
          ...(touched.why ? [`not checked: ${touched.why}`] : []),
        ],
        structured: {
          repository: place.fullName,
          path: file.path,
          total: lines.length,
          ...(focus?.line !== undefined && { line: focus.line }),
          ...(culprit && { lastTouchedBy: culprit }),
          ...(inside.length > 0 && { blame: inside }),
          ...(file.others.length > 0 && { others: file.others }),
          ...(touched.why && { notChecked: [touched.why] }),
          examined: [where],
        },
      };
    },
  });

const blameOf = ({ sha, at, author, title, url }: Blamed): string => `${sha} ${at} ${author}: ${title} ${url}`;

/** The lines stand without their commits: a blame that GitHub cannot make is said, and no failure. */
async function lastTouched(
  github: Github,
  request: Parameters<typeof readBlame>[1],
): Promise<{ ranges: Blamed[]; why?: string }> {
  try {
    return { ranges: await readBlame(github, request) };
  } catch (error) {
    request.signal.throwIfAborted();
    if (!(error instanceof ToolError) || ['unauthorized', 'throttled'].includes(error.code)) throw error;
    return { ranges: [], why: error.message };
  }
}

function rangeOf({ from, to }: { from?: number | undefined; to?: number | undefined }, line: number | undefined) {
  const around = line === undefined ? undefined : { from: Math.max(1, line - linesAround), to: line + linesAround };
  const first = from ?? around?.from ?? 1;
  const last = to ?? (from === undefined && around ? around.to : first + linesByDefault - 1);
  if (last < first) throw new ToolError('invalid_arguments', `to ${last} is before from ${first}`);
  return { from: first, to: last };
}

/** The line that the trace means. In what was compiled its number is another's: there the function's name is looked for. */
function focusOf(
  { frame, compiled }: Extract<Located, { text: string }>,
  lines: string[],
): { line: number | undefined; said: string } | undefined {
  if (!frame) return undefined;
  const { line, symbol } = frame;
  if (!compiled && line !== undefined && line <= lines.length) return { line, said: `the trace's line is ${line}` };
  const why = compiled
    ? `the trace names what was built from this file, and its line ${line ?? '?'} need not be line ${line ?? '?'} here`
    : `the trace's line ${line ?? '?'} is not in this version of the file: give the ref that runs`;
  const name = symbol?.replace(/\W/g, '');
  const at = name ? lines.findIndex((one) => new RegExp(`\\b${name}\\s*(?:[=:(<]|\\bdo\\b|$)`).test(one)) : -1;
  if (at < 0) return { line: undefined, said: why };
  return { line: at + 1, said: `${why}; shown is line ${at + 1}, where ${name} stands` };
}
