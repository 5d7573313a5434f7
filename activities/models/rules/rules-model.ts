import { type Block, recordHypotheses, submitDiagnosis, type TurnResult } from '../../../workflows/contract.ts';
import type { Model } from '../model.ts';
import { diagnose } from './diagnosis.ts';
import { factsOf } from './facts.ts';
import { hypothesesIn } from './hypotheses.ts';
import { openQuestions } from './questions.ts';

/** Rounds of questions before the submission: what failed and what changed, then what that leads to. */
const rounds = 2;

/**
 * The built-in investigator: deterministic, without key or network. It takes the turns that a language model takes, asks
 * the same tools and submits through the same loop, and only joins and ranks what the servers found.
 */
export function createRulesModel(): Model {
  return {
    turn: async ({ transcript, tools }) => {
      const facts = factsOf(transcript);
      const questions = facts.turns < rounds ? openQuestions(facts, tools) : [];
      const turn = facts.turns + 1;
      const call = (name: string, input: unknown, at: number): Block => {
        return { type: 'tool_use', id: `rules-${turn}-${at + 1}`, name, input };
      };
      if (questions.length === 0) return answer([call(submitDiagnosis, diagnose(facts), 0)]);
      const calls = questions.map(({ tool, args }, at) => call(tool, args, at));
      // The board goes with the calls that will tell, so that it costs no turn.
      const board = call(recordHypotheses, { hypotheses: hypothesesIn(facts) }, calls.length);
      return answer([...calls, board]);
    },
  };
}

const answer = (content: Block[]): TurnResult => ({
  content,
  stop: 'tool_use',
  usage: { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 },
  model: 'rules',
});
