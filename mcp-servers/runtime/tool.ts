import type { z } from 'zod';
import type { Clock } from './clock.ts';
import type { Finding, InventoryItem } from './finding.ts';
import type { Prompt } from './prompt.ts';
import type { Resource } from './resource.ts';

export interface ToolContext {
  /** Fires when the caller cancels or the call's deadline passes; give it to every upstream request. */
  signal: AbortSignal;
  now: Clock;
  /** Tells a waiting client that the call is alive; at most a sentence. */
  progress(message: string): void;
}

/** What `rules` and the workflow read beside the text. Everything in it must also be said by the lines. */
export interface Structured {
  window?: { since: string; until: string };
  findings?: Finding[];
  inventory?: InventoryItem[];
  /** What was looked at and found well, in numbers: `12 pods in shop`. Empty where nothing matched. */
  examined?: string[];
  /** What could not be read, each with the missing verb, action or reason. */
  notChecked?: string[];
  [more: string]: unknown;
}

/** Lines, most important first; the runtime redacts, sanitises, cuts at `max_chars` and gives a cursor for the rest. */
export interface ToolAnswer {
  lines: string[];
  structured?: Structured;
}

export interface Tool<Input extends z.ZodObject = z.ZodObject> {
  name: string;
  title: string;
  /** One or two sentences; a common option is explained once in the server's instructions. */
  description: string;
  /** A strict object of snake_case arguments. `max_chars` and `cursor` are added by the runtime. */
  input: Input;
  /** Called before any model, with `scope`, `since` and `until` only. */
  firstLook?: boolean;
  /** With these arguments the tool lists what exists, as `structured.inventory`. */
  inventory?: z.input<Input>;
  /** Posting to Slack and opening an issue; everything else reads. Never offered to a model. */
  writes?: boolean;
  /** Milliseconds, default 60,000; the signal fires then. */
  deadlineMs?: number;
  run(args: z.output<Input>, context: ToolContext): Promise<ToolAnswer>;
}

export function defineTool<Input extends z.ZodObject>(tool: Tool<Input>): Tool<Input> {
  return tool;
}

/** A program of its own: `serve` puts it on stdio or Streamable HTTP. */
export interface ServerDefinition {
  /** `sre-agent-kubernetes` */
  name: string;
  /** Common options, conventions and the order in which the tools are worth calling; for the model. */
  instructions: string;
  // biome-ignore lint/suspicious/noExplicitAny: a list of tools of different inputs; each was checked by defineTool
  tools: Tool<any>[];
  /** For people: a client lists them as commands. */
  prompts?: Prompt[];
  /** For people and clients: what may be read, and what that takes. */
  resources?: Resource[];
  /** Called once when the program begins: opens what the first call would have to wait for. Does not throw. */
  start?(): void;
  /** Called once when the program ends: closes what the tools hold open. */
  close?(): Promise<void> | void;
}
