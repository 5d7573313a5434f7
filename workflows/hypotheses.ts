import { type Hypothesis, hypothesesSchema, recordHypotheses, type ToolResult } from './contract.ts';
import type { Investigation } from './investigation.ts';
import type { ToolUse } from './submission.ts';
import { failed } from './tool-calls.ts';

/**
 * Puts what the model recorded in the place of its board, and answers the call. A board that is malformed changes nothing
 * and is answered with what is wrong. No server is asked, and no budget is touched.
 */
export function recorded(state: Investigation, use: ToolUse, now: number): ToolResult {
  const call = { id: use.id, tool: recordHypotheses, args: {} };
  const observedAt = new Date(now).toISOString();
  const parsed = hypothesesSchema.safeParse(use.input);
  if (!parsed.success) {
    const wrong = parsed.error.issues
      .slice(0, 8)
      .map(({ path, message }) => `- ${path.join('.') || 'input'}: ${message}`);
    const text = `The board was not recorded and stands as it was:\n${wrong.join('\n')}`;
    return failed(call, text, observedAt, { code: 'invalid_arguments' });
  }
  state.hypotheses = parsed.data.hypotheses;
  const answer = { callId: use.id, tool: recordHypotheses, args: {}, isError: false, findings: [], notChecked: [] };
  return { ...answer, text: [`Recorded: ${tally(state.hypotheses)}.`, ...strangers(state)].join(' '), observedAt };
}

/** A line for each, as people read the board: `ruled out: the new image (it ran before the first error; t2c1)`. */
export function boardLines(hypotheses: readonly Hypothesis[] = []): string[] {
  return hypotheses.map(({ claim, status, because, calls }) => {
    const why = [because, calls.join(', ')].filter((part) => part.trim() !== '').join('; ');
    return `${status.replace('-', ' ')}: ${claim}${why ? ` (${why})` : ''}`;
  });
}

/** `1 supported, 2 open` */
function tally(hypotheses: readonly Hypothesis[]): string {
  const statuses = [...Map.groupBy(hypotheses, ({ status }) => status.replace('-', ' '))];
  return statuses.map(([status, some]) => `${some.length} ${status}`).join(', ') || 'the board is empty';
}

/** What a hypothesis cites and nobody has seen is said at once, before a diagnosis is built on it. */
function strangers({ hypotheses = [], observations }: Investigation): string[] {
  const unknown = new Set(hypotheses.flatMap(({ calls }) => calls).filter((id) => observations[id] === undefined));
  return unknown.size === 0 ? [] : [`There is no result of ${[...unknown].map((id) => `call=${id}`).join(', ')}.`];
}
