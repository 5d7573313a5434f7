import { turnsOf } from './conversation-rules.ts';
import { bindingModels, isClaude } from './models.ts';
import type { Prompt } from './request-schema.ts';

/** What a strict tool's schema may hold; the grammar that Anthropic compiles from it knows nothing else. */
const strictKeywords = new Set([
  'type',
  'properties',
  'required',
  'additionalProperties',
  'items',
  'enum',
  'const',
  'anyOf',
  'allOf',
  '$ref',
  '$defs',
  'description',
  'title',
  'format',
  'default',
  'minItems',
]);

/** Rules about tools, tool choice and cache breakpoints. */
export function toolViolation(prompt: Prompt): string | undefined {
  const tools = prompt.tools ?? [];
  const names = tools.map((tool) => tool.name);
  if (new Set(names).size !== names.length) return 'tools: Tool names must be unique.';
  const holdsToolUse = turnsOf(prompt).some((turn) => turn.content.some((block) => block.type === 'tool_use'));
  if (holdsToolUse && tools.length === 0) {
    return 'Requests which include `tool_use` or `tool_result` blocks must define tools';
  }
  for (const [at, tool] of tools.entries()) {
    const where = `tools.${at}.custom.input_schema`;
    const top = ['oneOf', 'allOf', 'anyOf'].find((keyword) => keyword in tool.input_schema);
    if (top) return `${where}: input_schema does not support oneOf, allOf, or anyOf at the top level`;
    if (tool.strict !== undefined && !isClaude(prompt.model)) {
      return `tools.${at}.custom.strict: Extra inputs are not permitted`;
    }
    const broken = tool.strict ? strictViolation(tool.input_schema, where) : undefined;
    if (broken) return broken;
  }
  return choiceViolation(prompt, names) ?? breakpointViolation(prompt);
}

function choiceViolation({ model, tool_choice: choice, thinking }: Prompt, names: string[]): string | undefined {
  if (!choice) return undefined;
  if (names.length === 0) return 'tool_choice may only be specified while providing tools';
  if (choice.type === 'tool' && !names.includes(choice.name)) return `tool_choice: Tool '${choice.name}' not found`;
  const forced = choice.type === 'any' || choice.type === 'tool';
  if (forced && bindingModels.has(model)) return 'tool_choice: forced tool use is not supported on this model';
  const thinks = thinking !== undefined && thinking.type !== 'disabled';
  return forced && thinks ? 'Thinking may not be enabled when tool_choice forces tool use.' : undefined;
}

function breakpointViolation(prompt: Prompt): string | undefined {
  const count = JSON.stringify(prompt).split('"cache_control":{').length - 1;
  return count > 4 ? `A maximum of 4 blocks with cache_control may be provided. Found ${count}.` : undefined;
}

function strictViolation(schema: unknown, where: string): string | undefined {
  if (typeof schema !== 'object' || schema === null) return undefined;
  const node: Record<string, unknown> = { ...schema };
  const unknown = Object.keys(node).find((keyword) => !strictKeywords.has(keyword));
  if (unknown) return `${where}: For '${node.type}' type, property '${unknown}' is not supported`;
  if (node.type === 'object' && node.additionalProperties !== false) {
    return `${where}: For 'object' type, 'additionalProperties' must be explicitly set to false`;
  }
  const children: [string, unknown][] = [
    ...Object.entries({ ...(node.properties as object) }),
    ...Object.entries({ ...(node.$defs as object) }),
    ...(Array.isArray(node.anyOf) ? node.anyOf.map((one, at): [string, unknown] => [`anyOf.${at}`, one]) : []),
    ...(node.items === undefined ? [] : [['items', node.items] as [string, unknown]]),
  ];
  for (const [name, child] of children) {
    const broken = strictViolation(child, `${where}.${name}`);
    if (broken) return broken;
  }
  return undefined;
}
