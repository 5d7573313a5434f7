import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { ErrorCode, McpError } from '@modelcontextprotocol/sdk/types.js';
import { ZodError, z } from 'zod';
import { redact } from '../mcp-servers/runtime/redact.ts';
import { throttledCode } from './http-transport.ts';
import { type Answered, type Connection, connect, type ListedTool } from './mcp-connection.ts';
import { ServerUnavailable } from './server-unavailable.ts';
import { slots } from './slots.ts';

/** A transport as the pool opens it: with what only its kind knows about its end. */
export interface Opened {
  transport: Transport;
  /** Why the other side is gone, where that can be said. */
  ending?(): string | undefined;
  /** Ends it in order. */
  close(): Promise<void>;
  /** Ends it at once: what hangs does not answer a polite request. */
  kill(): Promise<void>;
}

export interface LinkOptions {
  name: string;
  open(): Promise<Opened>;
  timeoutMs: number;
  concurrency: number;
  connectTimeoutMs: number;
}

export interface LinkCall {
  tool: string;
  args: Record<string, unknown>;
  signal: AbortSignal;
  onProgress?: ((message: string) => void) | undefined;
}

/** One configured server, whatever becomes of its process or session. */
export interface Link {
  name: string;
  /** Connects where that is not done. Throws ServerUnavailable. */
  tools(): Promise<ListedTool[]>;
  /** What was listed when it was last reached. */
  known(): ListedTool[] | undefined;
  /** Why it could not be reached at the last attempt, and when that was (milliseconds of performance.now). */
  failure(): { reason: string; at: number } | undefined;
  instructions(): string;
  /** Throws ServerUnavailable where the server could not answer, the signal's reason where that fired. */
  call(call: LinkCall): Promise<Answered>;
  close(): Promise<void>;
}

interface Live extends Opened {
  connection: Connection;
  inFlight: number;
  retired: boolean;
}

/**
 * Keeps one session with a server: opened when first needed, and once anew within a call that loses it. A call that hangs
 * past its timeout retires the session: the next call gets a new one, and the old ends when its other calls have ended.
 */
export function openLink({ name, open, timeoutMs, concurrency, connectTimeoutMs }: LinkOptions): Link {
  const limited = slots(concurrency);
  const lives = new Set<Opened>();
  let current: Promise<Live> | undefined;
  let known: ListedTool[] | undefined;
  let instructions = '';
  let failure: { reason: string; at: number } | undefined;
  let closing = false;

  function live(): Promise<Live> {
    if (closing) return Promise.reject(new ServerUnavailable(name, 'cannot-start', 'the worker is shutting down'));
    if (current === undefined) {
      const opening = establish();
      current = opening;
      const forget = () => {
        if (current === opening) current = undefined;
      };
      opening.then(({ connection }) => connection.closed.addEventListener('abort', forget, { once: true }), forget);
    }
    return current;
  }

  async function establish(): Promise<Live> {
    let opened: Opened | undefined;
    try {
      opened = await open();
      lives.add(opened);
      const connection = await connect(opened.transport, connectTimeoutMs);
      known = connection.tools();
      instructions = connection.instructions;
      failure = undefined;
      if (closing) throw new Error('the worker is shutting down');
      return { ...opened, connection, inFlight: 0, retired: false };
    } catch (error) {
      // What the child printed before it died says more than that the connection is closed.
      const reason = redact(opened?.ending?.() ?? startProblem(error, connectTimeoutMs));
      failure = { reason, at: performance.now() };
      if (opened) await end(opened, 'kill');
      throw new ServerUnavailable(name, 'cannot-start', `can't be reached: ${reason}`, { cause: error });
    }
  }

  async function end(opened: Opened, how: 'close' | 'kill'): Promise<void> {
    await opened[how]().catch(() => undefined);
    lives.delete(opened);
  }

  function retire(session: Live): void {
    session.retired = true;
    current?.then(
      (latest) => {
        if (latest === session) current = undefined;
      },
      () => undefined,
    );
  }

  async function attempt(
    session: Live,
    { tool, args, signal, onProgress }: LinkCall,
    leftMs: number,
  ): Promise<Answered> {
    session.inFlight += 1;
    try {
      return await session.connection.call(tool, args, { signal, timeoutMs: leftMs, onProgress });
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      if (error instanceof McpError && error.code === ErrorCode.RequestTimeout) {
        retire(session);
        throw new ServerUnavailable(name, 'timed-out', `${tool} did not answer within ${timeoutMs / 1_000} s`);
      }
      if (error instanceof McpError && error.code === throttledCode) return throttled(error);
      if (error instanceof ZodError) return failed(`${tool} answered something that is no tool result`);
      if (error instanceof McpError && error.code !== ErrorCode.ConnectionClosed) return failed(error.message);
      retire(session);
      const reason = session.ending?.() ?? (error instanceof Error ? error.message : String(error));
      throw new ServerUnavailable(name, 'lost', `was lost during ${tool}: ${redact(reason)}`, { cause: error });
    } finally {
      session.inFlight -= 1;
      if (session.retired && session.inFlight === 0) void end(session, 'kill');
    }
  }

  async function callWithin(call: LinkCall): Promise<Answered> {
    const deadline = performance.now() + timeoutMs;
    const first = await abortable(live(), call.signal);
    try {
      return await attempt(first, call, timeoutMs);
    } catch (error) {
      const lost = error instanceof ServerUnavailable && error.kind === 'lost' && !closing;
      // A write whose answer was lost may have been made: whoever asked knows how to find out.
      const reads = first.connection.tools().find((tool) => tool.name === call.tool)?.reads ?? false;
      const leftMs = deadline - performance.now();
      if (!lost || !reads || leftMs <= 0) throw error;
      return attempt(await abortable(live(), call.signal), call, leftMs);
    }
  }

  return {
    name,
    tools: async () => (await live()).connection.tools(),
    known: () => known,
    failure: () => failure,
    instructions: () => instructions,
    call: (call) => limited(call.signal, () => callWithin(call)),
    async close() {
      closing = true;
      await Promise.all([...lives].map((opened) => end(opened, 'close')));
    },
  };
}

function failed(message: string): Answered {
  return { text: redact(message), isError: true, error: { code: 'failed', retryable: false } };
}

function throttled({ message, data }: McpError): Answered {
  const { success, data: told } = z.object({ retryAfterMs: z.number() }).safeParse(data);
  const error = { code: 'throttled', retryable: true, ...(success && told) };
  return { text: redact(message), isError: true, error };
}

function startProblem(error: unknown, connectTimeoutMs: number): string {
  if (error instanceof McpError && error.code === ErrorCode.RequestTimeout) {
    return `it did not answer the initialisation within ${connectTimeoutMs / 1_000} s`;
  }
  if (!(error instanceof Error)) return String(error);
  // fetch says 'fetch failed' and keeps the reason inside.
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}

/** Stops waiting when the signal fires; what is waited for goes on for the others. */
async function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  let leave = () => {};
  const gone = new Promise<never>((_, reject) => {
    leave = () => reject(signal.reason);
    signal.addEventListener('abort', leave, { once: true });
  });
  try {
    return await Promise.race([promise, gone]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}
