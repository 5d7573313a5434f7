import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { readArguments } from './arguments.ts';
import { clean, cleanDeep } from './clean.ts';
import type { Clock } from './clock.ts';
import { cutPage } from './page.ts';
import type { Tool, ToolAnswer } from './tool.ts';
import { ToolError } from './tool-error.ts';

export const defaultDeadlineMs = 60_000;

export interface Call {
  args: Record<string, unknown>;
  /** Fires when the client cancels or goes away. */
  signal: AbortSignal;
  clock: Clock;
  progress(message: string): void;
}

/** Runs one tool and answers what happened: never throws, never leaks a secret or a stack. */
export async function callTool(tool: Tool, call: Call): Promise<CallToolResult> {
  try {
    const { own, maxChars, cursor, query } = readArguments(tool, call.args);
    const answer = await runWithinDeadline(tool, own, call);
    // Redacted as one text, since a private key has many lines, and before cutting, so that no page holds half of one.
    const lines = clean(answer.lines.join('\n')).split('\n');
    const { text, more } = cutPage(lines, maxChars, query, cursor);
    return {
      content: [{ type: 'text', text }],
      structuredContent: { ...cleanDeep(answer.structured ?? {}), ...(more && { more }) },
    };
  } catch (error) {
    return failure(error);
  }
}

async function runWithinDeadline(tool: Tool, args: Record<string, unknown>, call: Call): Promise<ToolAnswer> {
  const deadlineMs = tool.deadlineMs ?? defaultDeadlineMs;
  const deadline = new AbortController();
  const signal = AbortSignal.any([call.signal, deadline.signal]);
  const timer = setTimeout(() => deadline.abort(timedOut(tool, deadlineMs)), deadlineMs);
  try {
    // A tool that ignores its signal is answered for all the same.
    const stopped = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
    const progress = (message: string) => call.progress(clean(message));
    const running = tool.run(args, { signal, now: call.clock, progress });
    return await Promise.race([running, stopped]);
  } catch (error) {
    // An upstream client words the abort in its own way; what ended the call is the deadline.
    throw deadline.signal.aborted ? deadline.signal.reason : error;
  } finally {
    clearTimeout(timer);
    // Once it is answered, or has failed on one read of several, nobody waits for what is still under way.
    deadline.abort();
  }
}

function timedOut(tool: Tool, deadlineMs: number): ToolError {
  return new ToolError('timeout', `${tool.name} did not finish within ${deadlineMs / 1000} s`, {
    hint: 'narrow the scope or the window',
  });
}

function failure(error: unknown): CallToolResult {
  const known =
    error instanceof ToolError
      ? error
      : new ToolError('failed', error instanceof Error ? error.message : String(error));
  const { code, retryable, retryAfterMs } = known;
  const hint = known.hint && clean(known.hint);
  const message = clean(known.message).slice(0, 2_000);
  return {
    isError: true,
    content: [{ type: 'text', text: `${code}: ${message}${hint ? `\nhint: ${hint}` : ''}` }],
    structuredContent: {
      error: { code, retryable, ...(retryAfterMs !== undefined && { retryAfterMs }), ...(hint && { hint }) },
    },
  };
}
