import { z } from 'zod';
import type { Answer, Exactly, MethodName, ParameterOf } from './contract.ts';
import type { Uploads } from './uploads.ts';
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
  /** What the user token may do; empty where nobody gave one out. */
  userScopes: Set<string>;
  uploads: Uploads;
  /** The address that links and sockets point to. */
  url(): string;
  /** A single-use address of a socket. */
  socketUrl(): string;
  triggers: Map<string, string>;
  views: Record<string, unknown>[];
}

export interface Method {
  name: MethodName;
  /** What the token must carry. */
  scope?: string;
  /** `app` for the one method that takes the app-level token, `user` for those that no bot may call. */
  token?: 'app' | 'user';
  /** The parameters that are served; any other is NotServed. */
  params: z.ZodObject;
  answer(args: Record<string, unknown>, slack: Slack): object;
}

/** Parameters of that method that the client can send; one that is none of them does not compile. */
type Served<Name extends MethodName, Shape> = {
  [Key in keyof Shape]: Key extends ParameterOf<Name> ? z.ZodType : never;
};

/** A method of the Web API, held against what @slack/web-api says of it. */
export function defineMethod<Name extends MethodName, Shape extends Served<Name, Shape>, Given extends Answer<Name>>(
  name: Name,
  method: {
    scope?: string;
    token?: Method['token'];
    params: z.ZodObject<Shape>;
    answer(args: z.output<z.ZodObject<Shape>>, slack: Slack): Given & Exactly<Given, Answer<Name>>;
  },
): Method {
  const { params, answer, ...rest } = method;
  return { ...rest, name, params, answer: (args, slack) => answer(params.parse(args), slack) };
}

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
