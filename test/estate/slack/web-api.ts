import type { ServerResponse } from 'node:http';
import { z } from 'zod';
import { type Asked, NotServed } from '../system.ts';
import { isKnownError } from './documented-errors.ts';
import { type Method, Refusal, type Slack } from './method.ts';
import { appMethods } from './methods/app.ts';
import { channelMethods } from './methods/channel.ts';
import { chatMethods } from './methods/chat.ts';
import { conversationsMethods } from './methods/conversations.ts';
import { filesMethods } from './methods/files.ts';
import { peopleMethods } from './methods/people.ts';
import { searchMethods } from './methods/search.ts';

/** Every method that the estate serves. */
export const methods: Method[] = [
  ...appMethods,
  ...channelMethods,
  ...chatMethods,
  ...conversationsMethods,
  ...filesMethods,
  ...peopleMethods,
  ...searchMethods,
];

/** What the estate's tokens are, and may do. Obviously not Slack's. */
export const tokens = {
  bot: 'xoxb-estate-bot-token',
  app: 'xapp-estate-app-token',
  user: 'xoxp-estate-user-token',
  signingSecret: 'estate-signing-secret',
};

/** The scopes of the bot token; a test takes one away to see `missing_scope`. */
export const botScopes = [
  'app_mentions:read',
  'bookmarks:read',
  'channels:history',
  'channels:join',
  'channels:read',
  'chat:write',
  'files:write',
  'groups:history',
  'groups:read',
  'im:write',
  'metadata.message:read',
  'pins:read',
  'reactions:write',
  'team:read',
  'usergroups:read',
  'users:read',
];

/** Answers `/api/<method>` as Slack does: HTTP 200 whatever happened, the outcome in `ok`. */
export function answerApi(asked: Asked, answer: ServerResponse, slack: Slack): void {
  const name = asked.url.pathname.slice('/api/'.length);
  const method = methods.find((known) => known.name === name);
  if (!method) throw new NotServed(`Slack's method ${name}`);
  const { token, ...args } = argumentsOf(asked);
  const bearer = /^Bearer (.+)$/.exec(asked.headers.authorization ?? '')?.[1];
  let body: Record<string, unknown>;
  try {
    authorize(method, bearer ?? (typeof token === 'string' ? token : undefined), slack);
    body = { ok: true, ...method.answer(parse(name, method, args), slack) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (!isKnownError(method.name, error.error)) throw new Error(`Slack's ${name} answers no ${error.error}`);
    body = { ok: false, error: error.error, ...error.more };
  }
  const scopes = [...(bearer === tokens.user ? slack.userScopes : slack.scopes)].join(',');
  answer.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'x-oauth-scopes': scopes });
  answer.end(JSON.stringify(body));
}

function authorize(method: Method, token: string | undefined, { scopes, userScopes }: Slack): void {
  if (token === undefined) throw new Refusal('not_authed');
  const kind = (['bot', 'app', 'user'] as const).find((one) => tokens[one] === token);
  if (kind === undefined) throw new Refusal('invalid_auth');
  if (kind !== (method.token ?? 'bot')) throw new Refusal('not_allowed_token_type');
  const granted = kind === 'user' ? userScopes : scopes;
  if (kind !== 'app' && method.scope !== undefined && !granted.has(method.scope)) {
    throw new Refusal('missing_scope', { needed: method.scope, provided: [...granted].join(',') });
  }
}

function parse(name: string, method: Method, args: Record<string, unknown>): Record<string, unknown> {
  const unknown = Object.keys(args).filter((key) => !Object.hasOwn(method.params.shape, key));
  if (unknown.length > 0) throw new NotServed(`the parameter ${unknown.join(', ')} of ${name}`);
  const parsed = method.params.safeParse(args, { reportInput: true });
  if (parsed.success) return parsed.data;
  const messages = parsed.error.issues.map((issue) => {
    const missing = issue.code === 'invalid_type' && issue.input === undefined;
    return `[ERROR] ${missing ? 'missing required field' : `invalid value (${issue.message}) for`}: ${issue.path.join('.')}`;
  });
  throw new Refusal('invalid_arguments', { response_metadata: { messages } });
}

function argumentsOf({ url, headers, body }: Asked): Record<string, unknown> {
  const query = Object.fromEntries(url.searchParams);
  const type = headers['content-type'] ?? '';
  if (body.length === 0) return query;
  if (type.startsWith('application/json')) {
    return { ...query, ...z.record(z.string(), z.unknown()).parse(JSON.parse(body.toString('utf8'))) };
  }
  if (type.startsWith('application/x-www-form-urlencoded')) {
    return { ...query, ...Object.fromEntries(new URLSearchParams(body.toString('utf8'))) };
  }
  throw new NotServed(`a body of type '${type}'`);
}
