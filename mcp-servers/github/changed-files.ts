import { isBelow } from './relevance.ts';
import { byWhatRuns } from './what-runs.ts';

export interface ChangedFile {
  filename: string;
  status: string;
  additions: number;
  deletions: number;
  patch?: string | undefined;
  previous_filename?: string | undefined;
}

export interface FilesShown {
  /** Folder or file; only what is below it is shown. */
  path?: string | undefined;
  hunks: boolean;
}

/** `structured` is dropped by the caller above 24,000 characters. */
const mostStructured = 60;
const patchChars = 1_500;
const allPatchesChars = 12_000;

/** What is below the path, what runs first. */
export function filesShown(files: ChangedFile[], { path }: FilesShown): ChangedFile[] {
  const plain = path?.replace(/^\/+|\/+$/g, '') ?? '';
  return files
    .filter(({ filename, previous_filename }) => isBelow(filename, plain) || isBelow(previous_filename ?? '\0', plain))
    .sort((a, b) => byWhatRuns(a.filename, b.filename));
}

/** Files elsewhere are named as well: a change of two things at once is worth knowing. */
const mostElsewhere = 20;

/** A count of all, a line for each, those below the path first, and on request the hunks of these verbatim. */
export function fileLines(files: ChangedFile[], options: FilesShown): string[] {
  const shown = filesShown(files, options);
  const elsewhere = filesShown(files, { hunks: false }).filter((file) => !shown.includes(file));
  const added = files.reduce((sum, { additions }) => sum + additions, 0);
  const removed = files.reduce((sum, { deletions }) => sum + deletions, 0);
  const below = options.path ? `, ${shown.length} of them below ${options.path}` : '';
  const left = elsewhere.length - mostElsewhere;
  return [
    `${files.length} files, +${added} -${removed}${below}`,
    ...shown.map(fileLine),
    ...(options.hunks ? shown.flatMap(hunksOf) : []),
    ...(elsewhere.length > 0 ? ['elsewhere:', ...elsewhere.slice(0, mostElsewhere).map(fileLine)] : []),
    ...(left > 0 ? [`${left} more files`] : []),
  ];
}

const fileLine = ({ status, filename, previous_filename, additions, deletions }: ChangedFile): string =>
  `${status} ${filename}${previous_filename ? ` (was ${previous_filename})` : ''} +${additions} -${deletions}`;

const hunksOf = ({ filename, patch }: ChangedFile): string[] => [
  `--- ${filename}`,
  ...(patch?.split('\n') ?? ['no hunks: binary, too large for GitHub to show, or only renamed']),
];

/** The same as data, with as much of the hunks as an answer holds. */
export function filesAsData(files: ChangedFile[], options: FilesShown): object[] {
  let left = allPatchesChars;
  return filesShown(files, options)
    .slice(0, mostStructured)
    .map(({ filename, status, additions, deletions, patch }) => {
      const cut = options.hunks && left > 0 ? patch?.slice(0, Math.min(patchChars, left)) : undefined;
      left -= cut?.length ?? 0;
      return { path: filename, status, additions, deletions, ...(cut !== undefined && { patch: cut }) };
    });
}
