import type { ServerResponse } from 'node:http';
import { z } from 'zod';
import { type Asked, NotServed } from '../system.ts';
import { type Method, type Methods, Refusal, type Slack } from './method.ts';
import { appMethods } from './methods/app.ts';
import { chatMethods } from './methods/chat.ts';
import { conversationsMethods } from './methods/conversations.ts';
import { peopleMethods } from './methods/people.ts';

const methods: Methods = { ...appMethods, ...chatMethods, ...conversationsMethods, ...peopleMethods };

/** What the estate's tokens are, and may do. Obviously not Slack's. */
export const tokens = {
  bot: 'xoxb-estate-bot-token',
  app: 'xapp-estate-app-token',
  signingSecret: 'estate-signing-secret',
};

/** The scopes of the bot token; a test takes one away to see `missing_scope`. */
export const botScopes = [
  'app_mentions:read',
  'channels:history',
  'channels:join',
  'channels:read',
  'chat:write',
  'im:write',
  'metadata.message:read',
  'reactions:write',
  'team:read',
  'users:read',
];

/** Answers `/api/<method>` as Slack does: HTTP 200 whatever happened, the outcome in `ok`. */
export function answerApi(asked: Asked, answer: ServerResponse, slack: Slack): void {
  const { scopes } = slack;
  const name = asked.url.pathname.slice('/api/'.length);
  const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
  if (!method) throw new NotServed(`Slack's method ${name}`);
  const { token, ...args } = argumentsOf(asked);
  const bearer = /^Bearer (.+)$/.exec(asked.headers.authorization ?? '')?.[1];
  let body: Record<string, unknown>;
  try {
    authorize(method, bearer ?? (typeof token === 'string' ? token : undefined), scopes);
    body = { ok: true, ...method.answer(parse(name, method, args), slack) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    body = { ok: false, error: error.error, ...error.more };
  }
  answer.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'x-oauth-scopes': [...scopes].join(',') });
  answer.end(JSON.stringify(body));
}

function authorize(method: Method, token: string | undefined, scopes: Set<string>): void {
  if (token === undefined) throw new Refusal('not_authed');
  if (token !== tokens.bot && token !== tokens.app) throw new Refusal('invalid_auth');
  if (token !== (method.token === 'app' ? tokens.app : tokens.bot)) throw new Refusal('not_allowed_token_type');
  if (method.token !== 'app' && method.scope !== undefined && !scopes.has(method.scope)) {
    throw new Refusal('missing_scope', { needed: method.scope, provided: [...scopes].join(',') });
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
