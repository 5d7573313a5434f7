import { APIConnectionError, APIConnectionTimeoutError, APIError } from '@anthropic-ai/sdk';
import { ModelFailure, type ModelFailureType } from '../model.ts';

/** Whether an error means that the prompt does not fit: then the transcript is compacted, and nothing has failed. */
export function isTooLarge(error: unknown): boolean {
  if (!(error instanceof APIError)) return false;
  if (error.status === 413 || wireType(error) === 'request_too_large') return true;
  return error.status === 400 && tooLong.test(error.message);
}

/** Anthropic's words, and those of vLLM, llama.cpp and the gateways that pass on OpenAI's. */
const tooLong =
  /prompt is too long|exceeds? (?:the )?(?:available |maximum )?context|context[ _]length|maximum context|context limit/i;

/**
 * Whether an error means that thinking came back in a conversation that is not, byte by byte, the one it was made in.
 * Models from Opus 5.5 on sign system prompt, tools and every earlier message into it, and ask to leave such blocks out.
 */
export function isForeignThinking(error: unknown): boolean {
  return (
    error instanceof APIError && error.status === 400 && /Invalid `signature` in `thinking` block/.test(error.message)
  );
}

/** One place that decides what an error of the client means to whoever retries. */
export function modelFailure(error: unknown, model: string): ModelFailure {
  if (error instanceof ModelFailure) return error;
  if (error instanceof APIConnectionTimeoutError) {
    return new ModelFailure('ModelTimeout', 'The model did not answer in time.', { cause: error });
  }
  if (error instanceof APIConnectionError || !(error instanceof APIError)) {
    return new ModelFailure('ModelUnreachable', `The model cannot be reached: ${causeOf(error)}.`, { cause: error });
  }
  const type = typeOf(error);
  return new ModelFailure(type, `${advice[type](model)} (${said(error)})`, {
    retryAfterMs: retryAfterMs(error.headers),
    cause: error,
  });
}

const advice: Record<ModelFailureType, (model: string) => string> = {
  ModelUnauthorized: () => 'The model refused the credentials: check ANTHROPIC_API_KEY and what the key may use.',
  ModelRejected: (model) => `The model '${model}' rejected the request.`,
  ModelNotFound: (model) => `The model '${model}' is not known there: check SRE_AGENT_MODEL and ANTHROPIC_BASE_URL.`,
  ModelOverloaded: () => 'The model is overloaded or failing.',
  ModelRateLimited: () => 'The rate limit of the model is used up.',
  ModelUnreachable: () => 'The model cannot be reached.',
  ModelTimeout: () => 'The model did not answer in time.',
};

/** Of an error in the middle of a stream there is only the type: its status was 200. */
const byWireType: Record<string, ModelFailureType> = {
  authentication_error: 'ModelUnauthorized',
  permission_error: 'ModelUnauthorized',
  billing_error: 'ModelUnauthorized',
  invalid_request_error: 'ModelRejected',
  not_found_error: 'ModelNotFound',
  rate_limit_error: 'ModelRateLimited',
  timeout_error: 'ModelTimeout',
};

function typeOf(error: APIError): ModelFailureType {
  const { status } = error;
  if (status === undefined) return byWireType[wireType(error) ?? ''] ?? 'ModelOverloaded';
  if (status === 401 || status === 402 || status === 403) return 'ModelUnauthorized';
  if (status === 404) return 'ModelNotFound';
  if (status === 429) return 'ModelRateLimited';
  if (status === 408 || status === 504) return 'ModelTimeout';
  // 501 says that the server will never do it.
  if (status === 409 || (status >= 500 && status !== 501)) return 'ModelOverloaded';
  return 'ModelRejected';
}

function wireType(error: APIError): string | undefined {
  const body: { error?: { type?: unknown } } = { ...(error.error as object | undefined) };
  const type = body.error?.type ?? error.type;
  return typeof type === 'string' ? type : undefined;
}

/** Status and the server's own words, cut: gateways answer with whole web pages. */
function said(error: APIError): string {
  const words = (error.apiMessage ?? error.message).replace(/\s+/g, ' ').trim().slice(0, 300);
  const id = error.requestID ? `, request ${error.requestID}` : '';
  return `${error.status ?? wireType(error) ?? 'error'}: ${words}${id}`;
}

/** Milliseconds from `retry-after-ms`, or `retry-after` in seconds or as a date. */
export function retryAfterMs(headers: Headers | undefined, now: number = Date.now()): number | undefined {
  const milliseconds = Number(headers?.get('retry-after-ms') ?? Number.NaN);
  if (milliseconds >= 0) return Math.ceil(milliseconds);
  const after = headers?.get('retry-after');
  if (!after) return undefined;
  const seconds = Number(after);
  const delay = Number.isNaN(seconds) ? Date.parse(after) - now : seconds * 1_000;
  return delay >= 0 ? Math.ceil(delay) : undefined;
}

/** The innermost cause, which is the one that says `ECONNREFUSED` or names the host. */
function causeOf(error: unknown): string {
  const { cause, code, message }: { cause?: unknown; code?: unknown; message?: unknown } = { ...ownFields(error) };
  if (typeof cause === 'object' && cause !== null) return causeOf(cause);
  return [code, message].filter((part) => typeof part === 'string' && part !== '').join(', ') || 'no reason is given';
}

/** `message` and `cause` of an error are not enumerable. */
const ownFields = (error: unknown): object =>
  typeof error === 'object' && error !== null
    ? Object.fromEntries(['cause', 'code', 'message'].map((name) => [name, Reflect.get(error, name)]))
    : { message: String(error) };
