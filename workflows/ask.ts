import { submitDiagnosis, type ToolCall, type ToolResult } from './contract.ts';
import type { Investigation } from './investigation.ts';
import type { Policies } from './policies.ts';
import type { ToolUse } from './submission.ts';
import { called, failed } from './tool-calls.ts';

interface AskOptions {
  policy: Policies;
  now(): number;
}

/** One tool call of the model: refused, answered from an identical earlier one, or made. */
export async function asked(state: Investigation, use: ToolUse, options: AskOptions): Promise<ToolResult> {
  const now = () => new Date(options.now()).toISOString();
  const args = isRecord(use.input) ? use.input : {};
  const call: ToolCall = { id: use.id, tool: use.name, args };
  const refused = (text: string, code = 'invalid_arguments') => failed(call, text, now(), { code });
  if (!isRecord(use.input)) return refused('The arguments of a tool call are a JSON object.');
  if (state.lastTurn !== undefined) return refused(`Only ${submitDiagnosis} can be called any more.`);
  const offered = state.catalogue.offered.find((tool) => tool.name === use.name);
  if (!offered)
    return refused(
      `There is no tool '${use.name}'. There are: ${state.catalogue.offered.map((t) => t.name).join(', ')}.`,
    );
  const key = keyOf(use);
  const first = state.asked[key];
  if (first !== undefined)
    return refused(`The same call was made before; its result is that of call=${first}.`, 'duplicate');
  if (state.toolCalls >= state.limits.toolCalls) return refused('The tool calls are used up.', 'budget');
  state.asked[key] = use.id;
  state.toolCalls += 1;
  return called(call, offered.server, options.policy, now);
}

/** Equal for identical calls, whatever the order of their arguments. */
export const keyOf = (use: ToolUse): string => `${use.name} ${canonical(use.input)}`;

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (!isRecord(value)) return JSON.stringify(value) ?? 'null';
  const fields = Object.keys(value).sort();
  return `{${fields.map((field) => `${JSON.stringify(field)}:${canonical(value[field])}`).join(',')}}`;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
