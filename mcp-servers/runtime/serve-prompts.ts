import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import {
  CompleteRequestSchema,
  ErrorCode,
  GetPromptRequestSchema,
  ListPromptsRequestSchema,
  McpError,
  type ServerCapabilities,
} from '@modelcontextprotocol/sdk/types.js';
import { clean } from './clean.ts';
import type { Clock } from './clock.ts';
import { nearest } from './nearest.ts';
import type { Prompt } from './prompt.ts';
import type { ServerDefinition } from './tool.ts';

/** The protocol's own limit on one answer of suggestions. */
const mostSuggestions = 100;
/** Somebody is typing: later suggestions are of no use. */
const suggestWithinMs = 5_000;

/** What beside tools is there, no more: a client asks for what is declared. */
export function offeredCapabilities({ prompts = [], resources = [] }: ServerDefinition): ServerCapabilities {
  return {
    ...(prompts.length > 0 && { prompts: {} }),
    ...(prompts.some((prompt) => prompt.arguments.some(({ suggest }) => suggest)) && { completions: {} }),
    ...(resources.length > 0 && { resources: {} }),
  };
}

/** Answers `prompts/list`, `prompts/get` and `completion/complete` where the definition has prompts. */
export function offerPrompts({ server }: McpServer, { prompts = [] }: ServerDefinition, now: Clock): void {
  if (prompts.length === 0) return;
  const named = (name: string): Prompt => {
    const found = prompts.find((prompt) => prompt.name === name);
    if (found) return found;
    throw new McpError(
      ErrorCode.InvalidParams,
      `unknown prompt '${name}', known: ${prompts.map((p) => p.name).join(', ')}`,
    );
  };

  server.setRequestHandler(ListPromptsRequestSchema, () => ({
    prompts: prompts.map(({ name, title, description, arguments: fields }) => ({
      name,
      title,
      description,
      arguments: fields.map((field) => ({ name: field.name, description: field.description, required: false })),
    })),
  }));

  server.setRequestHandler(GetPromptRequestSchema, ({ params }) => {
    const prompt = named(params.name);
    const text = clean(prompt.text(stated(prompt, params.arguments ?? {})));
    return { description: prompt.description, messages: [{ role: 'user', content: { type: 'text', text } }] };
  });

  if (!prompts.some((prompt) => prompt.arguments.some(({ suggest }) => suggest))) return;
  server.setRequestHandler(CompleteRequestSchema, async ({ params: { ref, argument } }, { signal }) => {
    if (ref.type !== 'ref/prompt')
      throw new McpError(ErrorCode.InvalidParams, 'only arguments of prompts are completed');
    const prompt = named(ref.name);
    stated(prompt, { [argument.name]: '' });
    const field = prompt.arguments.find(({ name }) => name === argument.name);
    const known = await suggestions(() => field?.suggest?.({ signal: soon(signal), now }) ?? []);
    const fitting = matching(known.map(clean), argument.value);
    const values = fitting.slice(0, mostSuggestions);
    return { completion: { values, total: fitting.length, hasMore: fitting.length > values.length } };
  });
}

/** The arguments that say something; throws for one that the prompt does not have. */
function stated(prompt: Prompt, given: Record<string, string>): Record<string, string> {
  const known = prompt.arguments.map(({ name }) => name);
  const unknown = Object.keys(given).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    const [closest] = nearest(unknown, known, 1);
    const hint = closest ? `did you mean '${closest}'?` : `known: ${known.join(', ')}`;
    throw new McpError(ErrorCode.InvalidParams, `unknown argument '${unknown}' of ${prompt.name}, ${hint}`);
  }
  const trimmed = Object.entries(given).map(([name, value]) => [name, value.trim()]);
  return Object.fromEntries(trimmed.filter(([, value]) => value !== ''));
}

const soon = (signal: AbortSignal): AbortSignal => AbortSignal.any([signal, AbortSignal.timeout(suggestWithinMs)]);

/** A form without suggestions is still a form: what could not be listed is told by the tools, when they are called. */
async function suggestions(list: () => Promise<string[]> | string[]): Promise<string[]> {
  try {
    return await list();
  } catch {
    return [];
  }
}

/** Those that begin with what was typed, then those that hold it. */
function matching(known: string[], typed: string): string[] {
  const wanted = typed.trim().toLowerCase();
  const all = [...new Set(known)].filter((name) => name !== '');
  const starts = all.filter((name) => name.toLowerCase().startsWith(wanted));
  return [...starts, ...all.filter((name) => !starts.includes(name) && name.toLowerCase().includes(wanted))];
}
