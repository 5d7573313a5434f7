import { transformJSONSchema } from '@anthropic-ai/sdk/lib/transform-json-schema';
import type { Tool } from '@anthropic-ai/sdk/resources/messages';
import { z } from 'zod';
import { submissionSchema, submitDiagnosis } from '../../../workflows/contract.ts';

const description =
  'Submits the diagnosis and ends the investigation. Call it once, when the evidence carries a cause or when you are told that the budget is used up.';

/**
 * The tool by which a model ends. Strict where the model can be held to a schema: what a grammar cannot express (lengths,
 * patterns) then stands in the descriptions, and the workflow checks the whole schema anyway.
 */
export function submitTool(strict: boolean): Tool {
  const schema = z.toJSONSchema(submissionSchema, { target: 'draft-2020-12', io: 'input' });
  const { $schema: _, ...plain } = withoutDatePatterns(schema);
  return {
    name: submitDiagnosis,
    description,
    input_schema: { ...(strict ? transformJSONSchema(plain) : plain), type: 'object' },
    ...(strict ? { strict: true } : {}),
  };
}

/** zod writes a format and, beside it, a pattern of 300 characters that says the same. */
function withoutDatePatterns(schema: unknown): Record<string, unknown> {
  return JSON.parse(JSON.stringify(schema), (_key, value) => {
    if (value?.format !== 'date-time' || value.pattern === undefined) return value;
    const { pattern: _, ...rest } = value;
    return rest;
  });
}
