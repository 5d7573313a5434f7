import { createRulesModel } from '../../../../activities/models/rules/rules-model.ts';
import {
  type Entry,
  hypothesesSchema,
  recordHypotheses,
  type Submission,
  submissionSchema,
  submitDiagnosis,
  type ToolResult,
} from '../../../../workflows/contract.ts';
import { result } from '../transcripts.ts';

export type Answers = Record<string, (args: unknown, callId: string) => ToolResult>;

export interface Investigated {
  submission: Submission;
  /** What was asked in each turn: tool and arguments. */
  asked: string[][];
  transcript: Entry[];
}

/** As the workflow answers it: a board that it would refuse is an error here. */
function recorded({ id, name, input }: { id: string; name: string; input: unknown }): ToolResult {
  hypothesesSchema.parse(input);
  return { ...result(id, name, 'Recorded.'), observedAt: '2026-03-02T10:00:00Z' };
}

/** Lets the rules investigate a transcript, answering their calls, until they submit. */
export async function investigateByRules(briefing: Entry, answers: Answers = {}): Promise<Investigated> {
  const model = createRulesModel();
  const transcript: Entry[] = [briefing];
  const asked: string[][] = [];
  const context = { signal: new AbortController().signal, heartbeat: () => {} };
  for (let turn = 0; turn < 10; turn += 1) {
    const input = { model: 'rules', transcript, tools: Object.keys(answers), definitions: [] };
    const { content } = await model.turn(input, context);
    const calls = content.filter((block) => block.type === 'tool_use');
    const submitted = calls.find((call) => call.name === submitDiagnosis);
    if (submitted) return { submission: submissionSchema.parse(submitted.input), asked, transcript };
    asked.push(
      calls.filter(({ name }) => name !== recordHypotheses).map((call) => `${call.name} ${JSON.stringify(call.input)}`),
    );
    const results = calls.map((call) => {
      const answer = answers[call.name];
      if (call.name === recordHypotheses) return recorded(call);
      if (!answer) throw new Error(`${call.name} was not offered`);
      return answer(call.input, call.id);
    });
    transcript.push({ kind: 'turn', content }, { kind: 'results', results });
  }
  throw new Error('the rules did not come to an end');
}
