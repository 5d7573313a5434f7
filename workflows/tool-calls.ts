import { isCancellation, proxyActivities } from '@temporalio/workflow';
import type { Activities } from './activities.ts';
import type { ToolCall, ToolResult } from './contract.ts';
import { rootFailure } from './failure.ts';
import type { Policies } from './policies.ts';

const { callTool } = proxyActivities<Pick<Activities, 'callTool'>>({ startToCloseTimeout: '90s' });

/** The arguments as people read them in the Temporal UI, at most 120 characters. */
export function callSummary({ tool, args }: Pick<ToolCall, 'tool' | 'args'>): string {
  const words = Object.entries(args)
    .filter(([, value]) => typeof value !== 'object')
    .map(([name, value]) => `${name}=${String(value)}`);
  return `${tool} ${words.join(' ')}`.trim().slice(0, 120);
}

/**
 * Calls a tool on its server's task queue. Whatever goes wrong there becomes a result that says so: one server that
 * cannot start, dies or hangs is listed as not checked, and the investigation goes on without it. Only cancellation is
 * thrown.
 */
export async function called(call: ToolCall, server: string, policy: Policies, now: () => string): Promise<ToolResult> {
  try {
    const options = { ...policy.callTool(server), summary: callSummary(call) };
    return await callTool.executeWithOptions(options, [call]);
  } catch (error) {
    if (isCancellation(error)) throw error;
    const { message } = rootFailure(error);
    const text = `${call.tool} could not be asked: ${message}`;
    return failed(call, text, now(), { code: 'unavailable', notChecked: [`${server}: ${message}`] });
  }
}

/** A result of our own making, for a call that reached no server. */
export function failed(
  call: ToolCall,
  text: string,
  observedAt: string,
  { code, notChecked = [] }: { code: string; notChecked?: string[] },
): ToolResult {
  const error = { code, retryable: false };
  return {
    callId: call.id,
    tool: call.tool,
    args: call.args,
    text,
    isError: true,
    error,
    findings: [],
    notChecked,
    observedAt,
  };
}
