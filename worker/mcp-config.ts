import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { nearest } from '../mcp-servers/runtime/nearest.ts';
import { type Environment, expandDeep } from './expand-variables.ts';
import { withLine } from './line-of-key.ts';

/** One entry of `mcpServers`, every variable filled in. */
export interface McpServerConfig {
  name: string;
  transport:
    | { kind: 'stdio'; command: string; args: string[]; env: Record<string, string>; cwd?: string }
    | { kind: 'http'; url: string; headers: Record<string, string> };
  /** Milliseconds that one call may take. */
  timeoutMs: number;
  /** Calls at a time. */
  concurrency: number;
  /** Names of tools that may be called, some with a trailing `*`. */
  allow: string[];
}

/** Every problem of an `mcp.json`, each with the path of its key, what is wrong and what to do. */
export class McpConfigError extends Error {
  readonly problems: string[];

  constructor(file: string, problems: string[]) {
    const named = problems.map((problem) => `${file}: ${problem}`);
    super(named.join('\n'));
    this.name = 'McpConfigError';
    this.problems = named;
  }
}

const strings = z.array(z.string());
const named = z.record(z.string(), z.string());

const entrySchema = z.strictObject({
  /** Written by some clients; which transport is meant is clear from `command` or `url`. */
  type: z.enum(['stdio', 'http', 'streamable-http']).optional(),
  command: z.string().min(1).optional(),
  args: strings.default([]),
  env: named.default({}),
  cwd: z.string().min(1).optional(),
  url: z.string().min(1).optional(),
  headers: named.default({}),
  // Longer than the 60 s after which our own servers answer a timeout themselves.
  timeout: z.int('a whole number of milliseconds').min(100).max(900_000).default(75_000),
  concurrency: z.int().min(1).max(64).default(8),
  allow: z
    .array(z.string().regex(/^[A-Za-z0-9_./-]+\*?$|^\*$/, "a tool's name, or the beginning of names followed by *"))
    .default([]),
});
const fileSchema = z.strictObject({
  mcpServers: z.record(z.string().regex(/^[A-Za-z0-9_.-]{1,64}$/, 'letters, digits, . _ and - only'), z.unknown()),
});

/** Reads and checks the file; throws McpConfigError. */
export async function readMcpConfig(file: string, env: Environment): Promise<McpServerConfig[]> {
  const text = await readFile(file, 'utf8').catch((error: Error) => {
    throw new McpConfigError(file, [`${error.message}; set SRE_AGENT_MCP_CONFIG to the path of an mcp.json`]);
  });
  return parseMcpConfig(text, env, file);
}

/** Checks the text of an `mcp.json` and fills `${NAME}` in from the environment; throws McpConfigError. */
export function parseMcpConfig(text: string, env: Environment, file = 'mcp.json'): McpServerConfig[] {
  const problems: string[] = [];
  const parsed = fileSchema.safeParse(parseJson(text, file));
  if (!parsed.success) {
    throw new McpConfigError(
      file,
      parsed.error.issues.map((issue) => explain(issue, [], Object.keys(fileSchema.shape), text)),
    );
  }
  const servers = Object.entries(parsed.data.mcpServers).flatMap(([name, value]) => {
    const report = (path: string, problem: string) => problems.push(withLine(`${path}: ${problem}`, text, path));
    const entry = entrySchema.safeParse(expandDeep(value, `mcpServers.${name}`, env, report));
    if (entry.success) return readEntry(name, entry.data, report);
    const known = Object.keys(entrySchema.shape);
    problems.push(...entry.error.issues.map((issue) => explain(issue, ['mcpServers', name], known, text)));
    return [];
  });
  if (problems.length > 0) throw new McpConfigError(file, problems);
  return servers;
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new McpConfigError(file, [`not JSON: ${error instanceof Error ? error.message : String(error)}`]);
  }
}

type Report = (path: string, problem: string) => void;

function readEntry(name: string, entry: z.output<typeof entrySchema>, report: Report): McpServerConfig[] {
  const at = `mcpServers.${name}`;
  const { command, args, env, cwd, url, headers, timeout: timeoutMs, concurrency, allow } = entry;
  const common = { name, timeoutMs, concurrency, allow };

  if (command !== undefined && url === undefined) {
    if (Object.keys(headers).length > 0) report(`${at}.headers`, "belongs beside 'url'; a program gets its 'env'");
    const transport = { kind: 'stdio' as const, command, args, env: stated(env), ...(cwd !== undefined && { cwd }) };
    return [{ ...common, transport }];
  }
  if (url !== undefined && command === undefined) {
    for (const [key, value] of Object.entries({ args, env })) {
      if (Object.keys(value).length > 0) {
        report(`${at}.${key}`, "belongs beside 'command'; a server behind a 'url' has its own");
      }
    }
    if (!/^https?:\/\//.test(url) || !URL.canParse(url)) {
      report(`${at}.url`, 'is no http:// or https:// address, such as http://127.0.0.1:8080/mcp');
    }
    return [{ ...common, transport: { kind: 'http', url, headers: stated(headers) } }];
  }
  report(at, "needs either 'command' (a program on stdio) or 'url' (Streamable HTTP)");
  return [];
}

/** `${NAME:-}` of an unset variable: for the server it is as if it were not named at all. */
function stated(values: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''));
}

function explain(issue: z.core.$ZodIssue, base: string[], known: string[], text: string): string {
  const path = [...base, ...issue.path].map(String).join('.') || 'the file';
  if (issue.code !== 'unrecognized_keys') return withLine(`${path}: ${issue.message}`, text, path);
  return issue.keys
    .map((key) => {
      const [closest] = nearest(key, known, 1);
      const problem = closest ? `did you mean '${closest}'?` : `known are ${known.join(', ')}`;
      return withLine(`${path}.${key}: unknown key, ${problem}`, text, `${path}.${key}`);
    })
    .join('; ');
}
