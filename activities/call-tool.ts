import { ApplicationFailure, activityInfo } from '@temporalio/activity';
import { z } from 'zod';
import { redact, redactDeep } from '../mcp-servers/runtime/redact.ts';
import type { Activities } from '../workflows/activities.ts';
import { type Finding, findingSchema, type ToolCall, type ToolResult } from '../workflows/contract.ts';
import { heartbeating } from './heartbeat.ts';
import type { ToolAnswer, Tools } from './tools.ts';

/** Characters of a tool result that enter the history, foreign servers' included. */
const textLimit = 16_000;
/** Characters of JSON that `rules` may read beside the text. */
const structuredLimit = 24_000;
/** With workflows/policies.ts: transport failures and retryable errors are tried twice more, then they are data. */
const attempts = 3;

export interface CallToolOptions {
  tools: Tools;
  clock: () => Date;
}

/** The one road to any MCP server: allowed? call, cut, redact, parse. */
export function createCallTool({ tools, clock }: CallToolOptions): Activities['callTool'] {
  return (call) =>
    heartbeating(async (signal) => {
      const { offered, firstLook, writing = [] } = await tools.catalogue();
      if (![...offered, ...firstLook].some((tool) => tool.name === call.tool)) {
        const text = writing.some((tool) => tool.name === call.tool)
          ? `${call.tool} writes: no investigation may call it.`
          : `${call.tool} is not offered now: its server can't be reached, or mcp.json does not allow it.`;
        const structured = { notChecked: [text] };
        return result(
          call,
          { text, isError: true, error: { code: 'unavailable', retryable: false }, structured },
          clock(),
        );
      }
      return callThrough({ tools, clock }, call, signal);
    });
}

/** The road behind the gate; who takes it has decided that the tool may be called. */
export async function callThrough(
  { tools, clock }: CallToolOptions,
  call: ToolCall,
  signal: AbortSignal,
): Promise<ToolResult> {
  const answer = await answered(tools, call, signal);
  if (answer.isError && answer.error?.retryable && activityInfo().attempt < attempts) {
    const { code, retryAfterMs } = answer.error;
    throw ApplicationFailure.create({
      type: 'ToolRetryable',
      message: `${call.tool}: ${code}: ${redact(answer.text).slice(0, 300)}`,
      ...(retryAfterMs === undefined ? {} : { nextRetryDelay: Math.min(Math.max(1, retryAfterMs), 30_000) }),
    });
  }
  return result(call, answer, clock());
}

async function answered(tools: Tools, { tool, args }: ToolCall, signal: AbortSignal): Promise<ToolAnswer> {
  try {
    return await tools.call({ tool, args, signal });
  } catch (error) {
    if (signal.aborted) throw error;
    const message = redact(error instanceof Error ? error.message : String(error)).slice(0, 500);
    throw ApplicationFailure.create({ type: 'ServerUnavailable', message });
  }
}

const notCheckedSchema = z.array(z.string());

function result(call: ToolCall, answer: ToolAnswer, now: Date): ToolResult {
  const { findings: foundHere, notChecked, error: _, ...rest } = redactDeep(answer.structured ?? {});
  const structured = JSON.stringify(rest).length <= structuredLimit ? rest : undefined;
  const said = notCheckedSchema.safeParse(notChecked);
  const findings = Array.isArray(foundHere) ? foundHere.flatMap(parsedFinding) : [];
  return {
    callId: call.id,
    tool: call.tool,
    args: redactDeep(call.args),
    text: cut(redact(answer.text), textLimit),
    isError: answer.isError,
    ...(answer.error ? { error: answer.error } : {}),
    findings: findings.slice(0, 40),
    ...(structured && Object.keys(structured).length > 0 ? { structured } : {}),
    notChecked: said.success ? said.data.slice(0, 20) : [],
    observedAt: now.toISOString(),
  };
}

/** A finding that does not parse is still in the text; only what reads structure goes without it. */
function parsedFinding(value: unknown): Finding[] {
  const parsed = findingSchema.safeParse(value);
  return parsed.success ? [parsed.data] : [];
}

/** At a line's end, saying how much is left out. */
export function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const room = limit - 80;
  const end = text.lastIndexOf('\n', room);
  const kept = text.slice(0, end > room / 2 ? end : room);
  return `${kept}\n[${text.length - kept.length} more characters were left out here; ask for less at once]`;
}
