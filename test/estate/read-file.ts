import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Document, isNode, LineCounter, parseAllDocuments, parseDocument } from 'yaml';
import { z } from 'zod';
import { CaseError } from './case.ts';
import { unknownName } from './nearest.ts';

/** A value of a file that holds several, with the line (from 1) where it begins. */
export interface Placed<T> {
  line: number;
  value: T;
}

/** The whole text, or undefined where there is no such file: what a case lacks is reachable and empty. */
export async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw new CaseError(file, messageOf(error));
  }
}

/** Paths of all files below a folder, relative to it, with `/`, sorted; empty where the folder is missing. */
export async function filesBelow(dir: string): Promise<string[]> {
  try {
    const entries = await readdir(dir, { withFileTypes: true, recursive: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(join(dir, '/').length))
      .sort();
  } catch (error) {
    if (isMissing(error)) return [];
    throw new CaseError(dir, messageOf(error));
  }
}

/** One JSON document that a schema accepts; undefined where the file is missing. Throws CaseError with the line. */
export async function readJson<T>(file: string, schema: z.ZodType<T>): Promise<T | undefined> {
  const text = await readText(file);
  return text === undefined ? undefined : parseJson(file, text, schema);
}

/** One JSON document a line, empty lines skipped; empty where the file is missing. */
export async function readJsonLines<T>(file: string, schema: z.ZodType<T>): Promise<Placed<T>[]> {
  const lines = ((await readText(file)) ?? '').split('\n');
  return lines.flatMap((line, index) =>
    line.trim() === '' ? [] : [{ line: index + 1, value: parseJson(file, line, schema, index + 1) }],
  );
}

/** One YAML document that a schema accepts; undefined where the file is missing. Throws CaseError with the line. */
export async function readYaml<T>(file: string, schema: z.ZodType<T>): Promise<T | undefined> {
  const text = await readText(file);
  if (text === undefined) return undefined;
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  refuseBrokenYaml(file, document, lines);
  const parsed = schema.safeParse(document.toJS());
  if (parsed.success) return parsed.data;
  throw refusal(file, schema, parsed.error, (path) => lineOf(document, lines, path));
}

/** Every non-empty document of a YAML file, or the one of a JSON file; empty where the file is missing. */
export async function readYamlDocuments(file: string): Promise<Placed<unknown>[]> {
  const text = await readText(file);
  if (text === undefined) return [];
  if (file.endsWith('.json')) return [{ line: 1, value: parseJson(file, text, z.unknown()) }];
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: lines });
  if (!Array.isArray(documents)) return [];
  return documents.flatMap((document) => {
    refuseBrokenYaml(file, document, lines);
    const value: unknown = document.toJS({ maxAliasCount: 1_000 });
    return value === null ? [] : [{ line: lineOf(document, lines, []) ?? 1, value }];
  });
}

/** Rows of a comma-separated file (RFC 4180 quoting) whose first line is exactly `header`; empty where it is missing. */
export async function readCsv<Column extends string>(
  file: string,
  header: readonly Column[],
): Promise<Placed<Record<Column, string>>[]> {
  const lines = ((await readText(file)) ?? '').split(/\r?\n/);
  const [first, ...rest] = lines;
  if (first === '' && rest.length === 0) return [];
  if (first !== header.join(','))
    throw new CaseError(file, `the header is '${first}', expected '${header.join(',')}'`, 1);
  return rest.flatMap((text, index) => {
    if (text.trim() === '') return [];
    const line = index + 2;
    const cells = cellsOf(text);
    if (cells.length !== header.length) {
      throw new CaseError(file, `${cells.length} columns, expected ${header.length} (${header.join(',')})`, line);
    }
    const value = Object.fromEntries(header.map((column, at) => [column, cells[at]])) as Record<Column, string>;
    return [{ line, value }];
  });
}

/** Checks a value that was read already, for a file whose line is known. */
export function check<T>(file: string, schema: z.ZodType<T>, value: unknown, line?: number): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw refusal(file, schema, parsed.error, () => line);
}

function parseJson<T>(file: string, text: string, schema: z.ZodType<T>, onlyLine?: number): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const message = messageOf(error);
    const line = onlyLine ?? (Number(/\(line (\d+) column \d+\)/.exec(message)?.[1]) || text.split('\n').length);
    throw new CaseError(file, `not JSON: ${message.replace(/ in JSON at position.*| \(line.*/, '')}`, line);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  // JSON is YAML, and YAML's parser knows where each value stands.
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  throw refusal(file, schema, parsed.error, (path) => onlyLine ?? lineOf(document, lines, path));
}

function refuseBrokenYaml(file: string, document: Document.Parsed | Document, lines: LineCounter): void {
  const [error] = document.errors;
  if (!error) return;
  throw new CaseError(
    file,
    `not YAML: ${error.message.split('\n')[0]?.replace(/ at line \d+.*$/, '')}`,
    lines.linePos(error.pos[0]).line,
  );
}

function lineOf(document: Document, lines: LineCounter, path: readonly PropertyKey[]): number | undefined {
  for (let depth = path.length; depth >= 0; depth -= 1) {
    const node: unknown = depth === 0 ? document.contents : document.getIn(path.slice(0, depth), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return undefined;
}

/** The first problem of a value, worded for the person who writes the case. */
function refusal(
  file: string,
  schema: z.ZodType,
  error: z.ZodError,
  lineAt: (path: readonly PropertyKey[]) => number | undefined,
): CaseError {
  const issue = deepest(error.issues);
  if (!issue) return new CaseError(file, error.message);
  const where = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0] ?? '';
    const problem = unknownName('key', key, knownKeys(schema, issue.path));
    return new CaseError(file, where ? `${where}: ${problem}` : problem, lineAt([...issue.path, key]));
  }
  return new CaseError(file, where ? `${where}: ${issue.message}` : issue.message, lineAt(issue.path));
}

/** A union's own issue says nothing: the branch with the fewest problems is the one that was meant. */
function deepest(issues: readonly z.core.$ZodIssue[], above: PropertyKey[] = []): z.core.$ZodIssue | undefined {
  const [issue] = issues;
  if (!issue) return undefined;
  const path = [...above, ...issue.path];
  if (issue.code !== 'invalid_union') return { ...issue, path };
  const [meant] = [...issue.errors].sort((a, b) => a.length - b.length);
  return deepest(meant ?? [], path) ?? { ...issue, path };
}

function knownKeys(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let at: unknown = unwrapped(schema);
  for (const step of path) {
    if (at instanceof z.ZodArray) at = unwrapped(at.element);
    else if (at instanceof z.ZodObject) at = unwrapped(at.shape[String(step)]);
    else break;
  }
  if (at instanceof z.ZodUnion) return [...new Set(at.options.flatMap((option) => knownKeys(option as z.ZodType, [])))];
  return at instanceof z.ZodObject ? Object.keys(at.shape) : [];
}

function unwrapped(schema: unknown): unknown {
  let at = schema;
  while (at instanceof z.ZodOptional || at instanceof z.ZodNullable || at instanceof z.ZodDefault) at = at.unwrap();
  return at;
}

function cellsOf(line: string): string[] {
  const cells: string[] = [];
  const cell = /("(?:[^"]|"")*"|[^,]*)(,|$)/y;
  for (let match = cell.exec(line); match; match = cell.exec(line)) {
    const text = match[1] ?? '';
    cells.push(text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text);
    if (match[2] === '') break;
  }
  return cells;
}

function isMissing(error: unknown): boolean {
  // No instanceof: below jest, Node's own errors are of another realm.
  return typeof error === 'object' && error !== null && 'code' in error && /^ENO(?:ENT|TDIR)$/.test(String(error.code));
}

function messageOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
}
