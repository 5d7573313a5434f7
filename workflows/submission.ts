import {
  type Block,
  type Submission,
  submissionSchema,
  submitDiagnosis,
  type ToolCall,
  type ToolResult,
} from './contract.ts';
import { checked } from './evidence.ts';
import type { Investigation } from './investigation.ts';
import { failed } from './tool-calls.ts';

export type ToolUse = Extract<Block, { type: 'tool_use' }>;

/** What becomes of a submission: it is taken, or goes back to the model as the result of its call. */
export type Judgement = { submission: Submission } | { back: ToolResult };

/** A submission is taken, or goes back to the model: when it is malformed, and once when no quote of it can be found. */
export function judged(state: Investigation, use: ToolUse, now: number): Judgement {
  const observedAt = new Date(now).toISOString();
  const call: ToolCall = { id: use.id, tool: submitDiagnosis, args: {} };
  const back = (text: string): Judgement => ({ back: failed(call, text, observedAt, { code: 'invalid_arguments' }) });
  const parsed = submissionSchema.safeParse(use.input);
  if (!parsed.success) {
    const issues = parsed.error.issues
      .slice(0, 8)
      .map((issue) => `- ${issue.path.join('.') || 'input'}: ${issue.message}`);
    return back(`The diagnosis was not accepted:\n${issues.join('\n')}`);
  }
  const submission = parsed.data;
  const evidence = checked(submission.evidence, state.observations);
  if (submission.verdict === 'incident' && !evidence.some((item) => item.verified) && !state.sentBack) {
    state.sentBack = true;
    return back(
      'None of the quotes stands in the result it cites. Copy the decisive lines exactly and cite the id in the header of ' +
        'the result they are in, or submit `inconclusive`.',
    );
  }
  return { submission };
}
