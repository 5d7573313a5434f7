import type { MessagesRequest, ScriptedTurn } from '../estate/model/system.ts';

/** One turn of the scripted model that calls tools in parallel. */
export const calls = (...uses: { name: string; input: unknown }[]): ScriptedTurn => ({
  content: uses.map(({ name, input }, at) => ({ type: 'tool_use', id: `toolu_${at + 1}_${name}`, name, input })),
  stopReason: 'tool_use',
});

export const says = (text: string, stopReason: ScriptedTurn['stopReason'] = 'end_turn'): ScriptedTurn => ({
  content: [{ type: 'text', text }],
  stopReason,
});

/** A diagnosis as a model submits it, right but for what `change` says. */
export const submits = (change: Record<string, unknown> = {}): ScriptedTurn =>
  calls({
    name: 'submit_diagnosis',
    input: {
      verdict: 'incident',
      summary: 'The cart is killed for its memory.',
      rootCause: 'Deployment shop/cart exceeds its memory limit and is OOM-killed',
      category: 'out-of-memory',
      confidence: 'high',
      faultyObjects: ['Deployment/shop/cart'],
      timeline: [],
      evidence: [
        {
          claim: 'it was killed',
          quote: 'Deployment/shop/cart 0/2 ready: OOMKilled, exit 137',
          toolCallId: 'first-1',
        },
      ],
      ruledOut: [],
      notChecked: [],
      nextSteps: [],
      ...change,
    },
  });

/** All texts of a request, for asserting what the model was told. */
export const toldTo = (request: MessagesRequest | undefined): string => JSON.stringify(request?.messages ?? []);
