import { createHash } from 'node:crypto';
import type { ToolResult } from '../../../workflows/contract.ts';

/**
 * Fences text that others wrote. The mark is made from the text itself, so nobody who writes the text can close the fence
 * early, and the same text always gives the same bytes.
 */
export function untrusted(text: string): string {
  const mark = createHash('sha256').update(text).digest('hex').slice(0, 12);
  return `<<<untrusted ${mark}\n${text}\nuntrusted ${mark}>>>`;
}

/** A result as the model reads it: a header to cite it by, then what the tool said. */
export function resultText(result: ToolResult): string {
  const header = [`call=${result.callId}`, `tool=${result.tool}`, `observed=${result.observedAt}`];
  // A foreign server's code may be any text, and a header has one line of words.
  if (result.isError) header.push(`error=${result.error?.code.match(/^[\w.-]{1,40}$/)?.[0] ?? 'failed'}`);
  return `${header.join(' ')}\n${untrusted(result.text)}`;
}
