import { transformJSONSchema } from '@anthropic-ai/sdk/lib/transform-json-schema';
import type { Tool } from '@anthropic-ai/sdk/resources/messages';
import { z } from 'zod';
import { hypothesesSchema, recordHypotheses, submissionSchema, submitDiagnosis } from '../../../workflows/contract.ts';

/*
 * The tools that the workflow answers itself. Strict where the model can be held to a schema: what a grammar cannot express
 * (lengths, patterns) then stands in the descriptions, and the workflow checks the whole schema anyway.
 */

/** The tool by which a model ends. */
export const submitTool = (strict: boolean): Tool =>
  ownTool(
    submitDiagnosis,
    'Submits the diagnosis and ends the investigation. Call it once, when the evidence carries a cause or when you are told that the budget is used up.',
    submissionSchema,
    strict,
  );

/** The tool by which a model shows what it holds for possible. */
export const hypothesesTool = (strict: boolean): Tool =>
  ownTool(
    recordHypotheses,
    'Records your board of hypotheses, which people watch; each call replaces it. It costs no tool call and tells you nothing new, so send it beside other calls. Results that it cites are kept when the conversation is shortened.',
    hypothesesSchema,
    strict,
  );

function ownTool(name: string, description: string, input: z.ZodType, strict: boolean): Tool {
  const schema = z.toJSONSchema(input, { target: 'draft-2020-12', io: 'input' });
  const { $schema: _, ...plain } = withoutDatePatterns(schema);
  return {
    name,
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
