import type { Tool as WireTool } from '@modelcontextprotocol/sdk/types.js';
import { z } from 'zod';
import { commonArguments } from './arguments.ts';
import type { Tool } from './tool.ts';

/** `_meta` keys by which the worker finds first-look and inventory tools without knowing any server. */
export const firstLookKey = 'sre-agent/firstLook';
export const inventoryKey = 'sre-agent/inventory';

/** A tool as `tools/list` shows it. No output schema: it would cost the model tokens on every turn. */
export function describeTool(tool: Tool): WireTool {
  const own = z.toJSONSchema(tool.input.strict(), { io: 'input', unrepresentable: 'any' });
  const common = z.toJSONSchema(commonArguments, { io: 'input' });
  const meta = {
    ...(tool.firstLook && { [firstLookKey]: true }),
    ...(tool.inventory !== undefined && { [inventoryKey]: tool.inventory }),
  };
  return {
    name: tool.name,
    title: tool.title,
    description: tool.description,
    inputSchema: {
      type: 'object',
      properties: objects({ ...own.properties, ...common.properties }),
      ...(own.required?.length ? { required: own.required } : {}),
      additionalProperties: false,
    },
    annotations: {
      title: tool.title,
      readOnlyHint: !tool.writes,
      ...(tool.writes ? { destructiveHint: false } : { idempotentHint: true }),
      openWorldHint: true,
    },
    ...(Object.keys(meta).length > 0 ? { _meta: meta } : {}),
  };
}

/** Definitions are read on every turn: integers need no statement that they are below 2^53. */
function objects(properties: Record<string, unknown>): Record<string, object> {
  const lean = JSON.stringify(properties, (key, value) =>
    (key === 'maximum' || key === 'minimum') && Math.abs(value) === Number.MAX_SAFE_INTEGER ? undefined : value,
  );
  return z.record(z.string(), z.looseObject({})).parse(JSON.parse(lean));
}
