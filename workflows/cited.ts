import { submissionSchema, submitDiagnosis } from './contract.ts';
import type { Investigation } from './investigation.ts';

/**
 * The results that something rests on, by call id, with the lines that it quotes: findings, the model's hypotheses, and
 * diagnoses that were sent back. They are the last to be shortened.
 */
export function citedIn({ transcript, firstLook, hypotheses = [] }: Investigation): Map<string, string[]> {
  const cited = new Map<string, string[]>();
  const cite = (callId: string, quotes: string[]) => cited.set(callId, [...(cited.get(callId) ?? []), ...quotes]);
  const results = transcript.flatMap((entry) => (entry.kind === 'results' ? entry.results : []));
  for (const { callId, findings } of [...firstLook, ...results]) {
    if (findings.length > 0)
      cite(
        callId,
        findings.flatMap((finding) => finding.evidence),
      );
  }
  for (const callId of hypotheses.flatMap(({ calls }) => calls)) cite(callId, []);
  for (const block of transcript.flatMap((entry) => (entry.kind === 'turn' ? entry.content : []))) {
    if (block.type !== 'tool_use' || block.name !== submitDiagnosis) continue;
    const parsed = submissionSchema.safeParse(block.input);
    for (const { toolCallId, quote } of parsed.data?.evidence ?? []) cite(toolCallId, [quote]);
  }
  return cited;
}
