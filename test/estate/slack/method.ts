import { z } from 'zod';
import type { Workspace } from './workspace.ts';

/** An answer with `ok: false`, in Slack's word for it. */
export class Refusal extends Error {
  readonly error: string;
  readonly more: Record<string, unknown>;

  constructor(error: string, more: Record<string, unknown> = {}) {
    super(error);
    this.error = error;
    this.more = more;
  }
}

/** What a method may touch. */
export interface Slack {
  workspace: Workspace;
  /** What the bot token may do. */
  scopes: Set<string>;
  /** The address that links and sockets point to. */
  url(): string;
  /** A single-use address of a socket. */
  socketUrl(): string;
  triggers: Map<string, string>;
  views: Record<string, unknown>[];
}

export interface Method<Params extends z.ZodObject = z.ZodObject> {
  /** What the token must carry. */
  scope?: string;
  /** `app` for the one method that takes the app-level token. */
  token?: 'app';
  /** The parameters that are served; any other is NotServed. */
  params: Params;
  answer(args: z.output<Params>, slack: Slack): Record<string, unknown>;
}

export function defineMethod<Params extends z.ZodObject>(method: Method<Params>): Method<Params> {
  return method;
}

export type Methods = Record<string, Method>;

// Forms carry everything as text, JSON bodies carry values: both are accepted, as by Slack.
export const text = z.string();
export const count = z.coerce.number().int().min(1);
export const flag = z.preprocess(
  (value) => value === true || value === 'true' || value === '1' || value === 1,
  z.boolean(),
);
export const json = z.preprocess((value) => {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return Symbol.for('not JSON');
  }
}, z.unknown());

/** One page of a list, with Slack's opaque cursor. */
export function page<Item>(
  items: Item[],
  { cursor, limit }: { cursor?: string; limit: number },
): { items: Item[]; next: string } {
  const start = cursor === undefined || cursor === '' ? 0 : offsetOf(cursor);
  const end = start + limit;
  return {
    items: items.slice(start, end),
    next: end < items.length ? Buffer.from(`next:${end}`).toString('base64') : '',
  };
}

function offsetOf(cursor: string): number {
  const match = /^next:(\d+)$/.exec(Buffer.from(cursor, 'base64').toString('utf8'));
  if (!match) throw new Refusal('invalid_cursor');
  return Number(match[1]);
}
