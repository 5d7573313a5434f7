import type { Evidence, Submission, ToolResult } from './contract.ts';

/** A tool's result as far as evidence needs it. */
export interface Observation {
  text: string;
  /** By the investigation's clock. */
  observedAt: string;
  /** By the workflow's clock, milliseconds; ages are counted from it, since the other may be pinned. */
  at: number;
}

export const observationOf = (result: ToolResult, at: number): Observation => ({
  text: result.text,
  observedAt: result.observedAt,
  at,
});

/** Each quote must stand in the stored result of the call it cites; white space and fences around it do not count. */
export function checked(
  evidence: Submission['evidence'],
  observations: Readonly<Record<string, Observation>>,
): Evidence[] {
  return evidence.map((item) => {
    const observation = observations[item.toolCallId];
    const verified = observation !== undefined && stands(item.quote, observation.text);
    return { ...item, verified, ...(observation ? { observedAt: observation.observedAt } : {}) };
  });
}

export function stands(quote: string, text: string): boolean {
  const wanted = folded(quote);
  return wanted.length > 0 && folded(text).includes(wanted);
}

const folded = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** Milliseconds since the oldest observation that is cited. */
export function ageOf(
  evidence: readonly Evidence[],
  observations: Readonly<Record<string, Observation>>,
  now: number,
): number {
  const seen = evidence.map((item) => observations[item.toolCallId]?.at).filter((at) => at !== undefined);
  return seen.length === 0 ? 0 : now - Math.min(...seen);
}

/** Which of the quotes a second look still shows, for a diagnosis that was long under way. */
export function secondLook(evidence: readonly Evidence[], again: readonly ToolResult[]): string {
  const text = again.map((result) => result.text).join('\n');
  const at = again
    .map((result) => result.observedAt)
    .sort()
    .at(-1);
  const lookedAgain = at ? `Looked again at ${at}` : 'Looked again';
  const cited = evidence.filter((item) => item.verified);
  const still = cited.filter((item) => stands(item.quote, text));
  if (again.every((result) => result.isError)) return `${lookedAgain}: nothing could be read.`;
  if (still.length === 0) return `${lookedAgain}: none of the quoted lines is seen in the first look any more.`;
  const list = still.map((item) => item.claim).join('; ');
  return `${lookedAgain}: ${still.length} of ${cited.length} quoted lines are still seen (${list}).`;
}
