import { z } from 'zod';
import { knownArguments, meant } from './known-arguments.ts';
import type { Tool } from './tool.ts';
import { ToolError } from './tool-error.ts';

/** What the runtime adds to the arguments of every tool. */
export const commonArguments = z.strictObject({
  max_chars: z.int().min(500).max(16_000).default(8_000),
  cursor: z.string().optional(),
});

export interface CallArguments {
  /** The tool's own, after its schema. */
  own: Record<string, unknown>;
  maxChars: number;
  cursor: string | undefined;
  /** The same for the same query, whatever its page: what a cursor is bound to. */
  query: string;
}

/**
 * Checks arguments strictly, but reads them as they were meant: numbers, booleans, lists and objects that a model wrote
 * as strings are taken, and null counts as left out. Throws `invalid_arguments` listing every problem.
 */
export function readArguments(tool: Tool, given: Record<string, unknown>): CallArguments {
  const stated = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null && value !== undefined));
  const { max_chars, cursor, ...rest } = stated;
  const known = [...Object.keys(tool.input.shape), ...Object.keys(commonArguments.shape)];
  const common = parseLeniently(commonArguments, { ...(max_chars !== undefined && { max_chars }), cursor });
  const own = parseLeniently(tool.input.strict(), rest);
  const issues = [...common.issues, ...own.issues];
  if (issues.length > 0 || common.value === undefined || own.value === undefined) {
    const everywhere = [...knownArguments(tool), ...Object.keys(commonArguments.shape)];
    const problems = issues.map((issue) => explain(issue, everywhere));
    throw new ToolError('invalid_arguments', `${tool.name}: ${problems.join('; ')}`, {
      hint: `${tool.name} takes ${known.join(', ')}`,
    });
  }
  return {
    own: own.value,
    maxChars: common.value.max_chars,
    cursor: common.value.cursor,
    query: JSON.stringify([tool.name, sorted(own.value)]),
  };
}

type Issue = z.core.$ZodIssue;

function parseLeniently<S extends z.ZodObject>(
  schema: S,
  given: Record<string, unknown>,
): { value?: z.output<S>; issues: Issue[] } {
  const meant = structuredClone(given);
  // What was spelt out may hold what is spelt out: each round reads one level more.
  for (let round = 0; ; round += 1) {
    const { success, data, error } = schema.safeParse(meant);
    if (success) return { value: data, issues: [] };
    const reread = error.issues.filter(
      (one) => one.code === 'invalid_type' && readAgain(meant, one.path, one.expected),
    );
    if (reread.length === 0 || round === deepest) return { issues: error.issues };
  }
}

const deepest = 4;

/** Replaces the string at the path by what it spells, if that is of the expected type. */
function readAgain(root: Record<string, unknown>, path: PropertyKey[], expected: string): boolean {
  const key = path.at(-1);
  const holder = path.slice(0, -1).reduce<unknown>((at, step) => (isRecord(at) ? at[String(step)] : undefined), root);
  if (key === undefined || !isRecord(holder)) return false;
  const written = holder[String(key)];
  if (typeof written !== 'string') return false;
  const value = spelled(written.trim(), expected);
  if (value === undefined) return false;
  holder[String(key)] = value;
  return true;
}

function spelled(text: string, expected: string): unknown {
  if (expected === 'number' || expected === 'int') return /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : undefined;
  if (expected === 'boolean') return /^true$/i.test(text) ? true : /^false$/i.test(text) ? false : undefined;
  if (expected !== 'array' && expected !== 'object') return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) && Array.isArray(value) === (expected === 'array') ? value : undefined;
  } catch {
    return undefined;
  }
}

function explain(issue: Issue, known: string[]): string {
  const where = issue.path.map(String).join('.');
  if (issue.code !== 'unrecognized_keys') return where ? `${where}: ${issue.message}` : issue.message;
  return issue.keys
    .map((key) => {
      const place = issue.path.filter((step) => typeof step === 'string').join('.');
      const closest = meant(key, place, known);
      const name = where === '' ? key : `${where}.${key}`;
      return `unknown argument '${name}'${closest ? `, did you mean '${closest}'?` : ''}`;
    })
    .join('; ');
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key])]),
  );
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
