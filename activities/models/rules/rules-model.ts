import { type Block, submitDiagnosis, type TurnResult } from '../../../workflows/contract.ts';
import type { Model } from '../model.ts';
import { diagnose } from './diagnosis.ts';
import { factsOf } from './facts.ts';
import { openQuestions } from './questions.ts';

/** Rounds of questions before the submission: what failed, then what changed, then the diffs. */
const rounds = 3;

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
      if (questions.length > 0) return answer(questions.map(({ tool, args }, at) => call(tool, args, at)));
      return answer([call(submitDiagnosis, diagnose(facts), 0)]);
    },
  };
}

const answer = (content: Block[]): TurnResult => ({
  content,
  stop: 'tool_use',
  usage: { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 },
  model: 'rules',
});
