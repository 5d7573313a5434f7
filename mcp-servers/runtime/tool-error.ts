/** Why a tool could not answer, in words that a caller can decide by. */
export type ToolErrorCode =
  | 'invalid_arguments'
  | 'not_found'
  | 'forbidden'
  | 'unauthorized'
  | 'not_allowed'
  | 'throttled'
  | 'timeout'
  | 'unavailable'
  | 'too_large'
  | 'failed';

export interface ToolErrorOptions {
  /** Whether the same call may succeed later. */
  retryable?: boolean;
  retryAfterMs?: number;
  /** The next call worth making, or the permission that is missing. */
  hint?: string;
  cause?: unknown;
}

/** Thrown by a tool; the runtime answers it as a result with `isError` and `{code, retryable, retryAfterMs?, hint}`. */
export class ToolError extends Error {
  readonly code: ToolErrorCode;
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;
  readonly hint: string | undefined;

  constructor(code: ToolErrorCode, message: string, options: ToolErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.name = 'ToolError';
    this.code = code;
    this.retryable = options.retryable ?? (code === 'throttled' || code === 'timeout' || code === 'unavailable');
    this.retryAfterMs = options.retryAfterMs;
    this.hint = options.hint;
  }
}
