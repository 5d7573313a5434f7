import type { Entry } from '../../../workflows/contract.ts';
import { briefingText } from './briefing.ts';
import { resultText } from './untrusted.ts';

/** What came before a transcript was compacted, told to the model in one message: its own words and calls as texts. */
export function retold(entries: Entry[]): string[] {
  return entries.flatMap((entry) => {
    if (entry.kind === 'briefing') return [briefingText(entry)];
    if (entry.kind === 'results') return entry.results.map(resultText);
    if (entry.kind === 'note') return [entry.text];
    if (entry.kind === 'turn') return entry.content.flatMap(said);
    return ['That is what was asked and read so far. Go on from here.'];
  });
}

function said(block: Extract<Entry, { kind: 'turn' }>['content'][number]): string[] {
  if (block.type === 'text') return block.text.trim() === '' ? [] : [`You said: ${block.text}`];
  return block.type === 'tool_use'
    ? [`You called ${block.name} as call=${block.id}: ${JSON.stringify(block.input)}`]
    : [];
}
