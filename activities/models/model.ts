import type { TurnInput, TurnResult } from '../../workflows/contract.ts';

/** A tool as a model is offered it. */
export interface ToolDefinition {
  name: string;
  description: string;
  /** JSON Schema of an object. */
  inputSchema: Record<string, unknown>;
}

export interface TurnContext {
  /** Fires when the run is cancelled; the turn then ends at once, by whatever error. */
  signal: AbortSignal;
  /** Says that the turn is alive; cheap, so that it can be called for every piece of a stream. */
  heartbeat(detail?: unknown): void;
}

/** How an MCP server says that its tools are best used. */
export interface ServerInstructions {
  server: string;
  text: string;
}

export interface TurnRequest extends TurnInput {
  /** The tools that may be called beside `submit_diagnosis`. */
  definitions: ToolDefinition[];
  instructions?: ServerInstructions[];
}

/** One turn: the transcript and the tools that may be called go in, content blocks come out. */
export interface Model {
  /** Throws ModelFailure for what the model's side did, anything else for what is a bug. */
  turn(input: TurnRequest, context: TurnContext): Promise<TurnResult>;
}

export type ModelFailureType =
  /** 401, 403, or no credentials at all. */
  | 'ModelUnauthorized'
  /** 400: the request is wrong, and will be again. */
  | 'ModelRejected'
  /** 404: no such model, or no Messages API at that address. */
  | 'ModelNotFound'
  /** 529 and 5xx. */
  | 'ModelOverloaded'
  /** 429. */
  | 'ModelRateLimited'
  /** No connection, or one that broke. */
  | 'ModelUnreachable'
  /** An answer that does not come, or stops coming. */
  | 'ModelTimeout';

const final: readonly ModelFailureType[] = ['ModelUnauthorized', 'ModelRejected', 'ModelNotFound'];

/** Why a turn could not be taken, in words for the person who has to do something about it. */
export class ModelFailure extends Error {
  readonly type: ModelFailureType;
  /** Whether the same turn may succeed later. */
  readonly retryable: boolean;
  /** Milliseconds that the model's server asked to wait. */
  readonly retryAfterMs: number | undefined;

  constructor(type: ModelFailureType, message: string, options: { retryAfterMs?: number; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = 'ModelFailure';
    this.type = type;
    this.retryable = !final.includes(type);
    this.retryAfterMs = options.retryAfterMs;
  }
}
