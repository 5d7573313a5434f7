import {
  type Block,
  type Submission,
  submissionSchema,
  submitDiagnosis,
  type ToolCall,
  type ToolResult,
} from './contract.ts';
import { checked, stands } from './evidence.ts';
import type { Investigation } from './investigation.ts';
import { failed } from './tool-calls.ts';

export type ToolUse = Extract<Block, { type: 'tool_use' }>;

/** What becomes of a submission: it is taken, or goes back to the model as the result of its call. */
export type Judgement = { submission: Submission } | { back: ToolResult };

/**
 * A submission is taken, or goes back to the model: when it is malformed, and once when quotes of it can't be found. On
 * the last turn it goes back only where none can be found, since every turn may bring nothing.
 */
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
  const unfound = evidence.filter((item) => !item.verified);
  const none = submission.verdict === 'incident' && unfound.length === evidence.length;
  if (state.sentBack || !(none || (unfound.length > 0 && state.lastTurn === undefined))) return { submission };
  state.sentBack = true;
  state.sentBackDiagnosis = submission;
  const lines = unfound
    .slice(0, 8)
    .map((item) => `- ${item.toolCallId}: ${item.quote.slice(0, 120)}${whereIt(state, item.quote)}`);
  const which = none
    ? 'None of the quotes stands in the result it cites.'
    : 'These quotes do not stand in the results they cite:';
  return back(
    [
      which,
      ...lines,
      'Copy the decisive lines exactly, cite the id in the header of the result they are in, leave out what nothing shows, ' +
        'and submit again; or submit `inconclusive`.',
    ].join('\n'),
  );
}

/** A quote with the wrong id is told from one that was made up. */
function whereIt(state: Investigation, quote: string): string {
  const id = Object.keys(state.observations).find((call) => stands(quote, state.observations[call]?.text ?? ''));
  return id === undefined ? '' : ` (stands in call=${id})`;
}
