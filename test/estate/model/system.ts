import { type Journal, NotServed, type System } from '../system.ts';

/** One scripted answer of the model, streamed as the Messages API streams it. */
export interface ScriptedTurn {
  /** Content blocks in order: text, thinking (with signature), tool_use. */
  content: unknown[];
  stopReason?: 'end_turn' | 'tool_use' | 'max_tokens' | 'refusal' | 'pause_turn' | 'model_context_window_exceeded';
  /** Milliseconds over which the stream is spread, default 0. */
  latencyMs?: number;
  /** An error instead: HTTP status with Anthropic's error type, or mid-stream as an SSE `error` event. */
  error?: { status: number; type: string; message: string; headers?: Record<string, string>; midStream?: boolean };
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
  script(script: Script): void;
  /** Requests that were valid, in order. */
  requests: MessagesRequest[];
  /** Requests that broke a rule, with the rule; each was answered 400. */
  invalid: string[];
}

export async function modelSystem(_journal: Journal): Promise<System & { model: ScriptedModel }> {
  throw new NotServed('the model yet');
}
