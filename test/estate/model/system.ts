import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { z } from 'zod';
import { type Asked, type Journal, NotServed, type System } from '../system.ts';
import { type ApiError, answerError } from './api-error.ts';
import { conversationViolation } from './conversation-rules.ts';
import { modelList } from './models.ts';
import { promptTokens, tokensOf } from './prompt-cache.ts';
import { countTokensSchema, type MessagesBody, messagesSchema, type Prompt, violationOf } from './request-schema.ts';
import { ScriptedMessages } from './scripted-model.ts';
import { type Message, stream } from './stream.ts';
import { toolViolation } from './tool-rules.ts';

/** One scripted answer of the model, streamed as the Messages API streams it. */
export interface ScriptedTurn {
  /**
   * Content blocks in order: text, thinking (signed here where it has no signature), tool_use, or any other. The `input`
   * of a tool_use given as a string is sent as it is: cut JSON, as when the tokens run out.
   */
  content: unknown[];
  stopReason?:
    | 'end_turn'
    | 'tool_use'
    | 'max_tokens'
    | 'stop_sequence'
    | 'refusal'
    | 'pause_turn'
    | 'model_context_window_exceeded';
  /** Milliseconds over which the stream is spread, default 0. */
  latencyMs?: number;
  /** An error instead: HTTP status with Anthropic's error type, or mid-stream as an SSE `error` event. See `failing`. */
  error?: { status: number; type: string; message: string; headers?: Record<string, string>; midStream?: boolean };
  /** In the middle of the stream: nothing comes any more, or the connection breaks. */
  interrupt?: 'stall' | 'drop';
  usage?: {
    input_tokens?: number;
    output_tokens?: number;
    cache_read_input_tokens?: number;
    cache_creation_input_tokens?: number;
  };
}

/** What a Messages request held, after it passed Anthropic's rules. */
export type MessagesRequest = Record<string, unknown> & { messages: unknown[]; tools?: unknown[] };

/** Next answer for a request: from a list in order, or computed from the request (to quote a tool's result). */
export type Script =
  | ScriptedTurn[]
  | ((request: MessagesRequest, turn: number) => ScriptedTurn | Promise<ScriptedTurn>);

export interface ScriptedModel {
  /** Replaces the script and starts it at its first turn. A turn beyond its end is not served. */
  script(script: Script): void;
  /** Requests that were valid, in order. */
  requests: MessagesRequest[];
  /** Requests that broke a rule, with the rule; each was answered 400. */
  invalid: string[];
  /** Names that are served; any other is answered 404. Add one to stand for a server of the user's own. */
  models: string[];
  /** Tokens; a longer prompt is answered `prompt is too long`. */
  contextWindow: number;
}

/** The Messages API on a script: every request is held against Anthropic's rules before the next turn is played. */
export async function modelSystem(_journal: Journal): Promise<System & { model: ScriptedModel }> {
  const model = new ScriptedMessages();
  let served = 0;
  return {
    name: 'model',
    model,
    env: (url) => ({ ANTHROPIC_BASE_URL: url, ANTHROPIC_API_KEY: 'not-a-key-the-estate-takes-any' }),
    async handle(asked, answer) {
      served += 1;
      const requestId = `req_estate_${served}`;
      const refused = unauthorized(asked);
      if (refused) return answerError(answer, refused, requestId);
      const route = `${asked.method} ${asked.url.pathname}`;
      if (asked.url.search) throw new NotServed(`query parameters of ${route}`);
      if (route === 'GET /v1/models') return json(answer, requestId, modelList(model.models));
      if (route === 'POST /v1/messages/count_tokens') {
        const prompt = accepted(model, countTokensSchema, asked, answer, requestId);
        return prompt && json(answer, requestId, { input_tokens: promptTokens(prompt) });
      }
      if (route !== 'POST /v1/messages') throw new NotServed(route);
      const body = accepted(model, messagesSchema, asked, answer, requestId);
      if (body) await play(model, body, answer, requestId);
    },
  };
}

function unauthorized({ headers }: Asked): ApiError | undefined {
  if (!headers['x-api-key'] && !headers.authorization?.startsWith('Bearer ')) {
    return { status: 401, type: 'authentication_error', message: 'x-api-key header is required' };
  }
  return headers['anthropic-version']
    ? undefined
    : { status: 400, type: 'invalid_request_error', message: 'anthropic-version: header is required' };
}

/** The request, or nothing when it broke a rule; then the rule was answered and recorded. */
function accepted<Body extends Prompt>(
  model: ScriptedMessages,
  schema: z.ZodType<Body>,
  asked: Asked,
  answer: ServerResponse,
  requestId: string,
): Body | undefined {
  const parsed = schema.safeParse(JSON.parse(asked.body.toString('utf8')));
  const broken = parsed.success
    ? (conversationViolation(parsed.data) ?? toolViolation(parsed.data) ?? model.thinking.violation(parsed.data))
    : violationOf(parsed.error);
  if (broken || !parsed.success) {
    model.invalid.push(broken ?? 'invalid request');
    answerError(answer, { status: 400, type: 'invalid_request_error', message: broken ?? '' }, requestId);
    return undefined;
  }
  if (!model.models.includes(parsed.data.model)) {
    const message = `model: ${parsed.data.model}`;
    answerError(answer, { status: 404, type: 'not_found_error', message }, requestId);
    return undefined;
  }
  const tokens = promptTokens(parsed.data);
  if (tokens <= model.contextWindow) return parsed.data;
  const message = `prompt is too long: ${tokens} tokens > ${model.contextWindow} maximum`;
  answerError(answer, { status: 400, type: 'invalid_request_error', message }, requestId);
  return undefined;
}

async function play(
  model: ScriptedMessages,
  body: MessagesBody,
  answer: ServerResponse,
  requestId: string,
): Promise<void> {
  const request: MessagesRequest = { ...body };
  model.requests.push(request);
  const turn = await model.next(request);
  if (turn.error && !turn.error.midStream) return answerError(answer, turn.error, requestId);
  const message = messageOf(model, body, turn, requestId);
  if (body.stream) return stream(answer, message, turn);
  if (turn.latencyMs) await sleep(turn.latencyMs);
  json(answer, requestId, message);
}

function messageOf(model: ScriptedMessages, body: MessagesBody, turn: ScriptedTurn, requestId: string): Message {
  const content = turn.content.map((given) => {
    const block: Record<string, unknown> = { ...(given as object) };
    if (block.type !== 'thinking') return block;
    const signature = typeof block.signature === 'string' ? block.signature : undefined;
    return { ...block, signature: model.thinking.sign(String(block.thinking), signature) };
  });
  model.thinking.issue(content, body);
  const calls = content.some((block) => block.type === 'tool_use');
  return {
    id: requestId.replace('req', 'msg'),
    type: 'message',
    role: 'assistant',
    model: body.model,
    content,
    stop_reason: turn.stopReason ?? (calls ? 'tool_use' : 'end_turn'),
    stop_sequence: null,
    usage: { ...model.cache.use(body), output_tokens: tokensOf(JSON.stringify(content).length), ...turn.usage },
  };
}

function json(answer: ServerResponse, requestId: string, body: unknown): void {
  answer.writeHead(200, { 'content-type': 'application/json', 'request-id': requestId });
  answer.end(JSON.stringify(body));
}
