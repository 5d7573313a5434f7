import type { DiagnoseRequest } from '../workflows/contract.ts';

/** Temporal takes 400 bytes of summary. */
const summaryBytes = 380;

/** What the Temporal UI shows of a run, for the person who traces an investigation there. */
export function described(request: DiagnoseRequest): { staticSummary: string; staticDetails: string } {
  const { question, thread, asker, earlier, since, until } = request;
  const lines = [
    `**Question:** ${question.replace(/\s+/g, ' ').slice(0, 2_000)}`,
    ...(asker ? [`**Asked by:** ${asker.id}${asker.timeZone ? ` (${asker.timeZone})` : ''}`] : []),
    ...(thread ? [`**Thread:** team ${thread.team}, channel ${thread.channel}, message ${thread.ts}`] : []),
    ...(since || until ? [`**Window:** ${since ?? 'the default'} to ${until ?? 'now'}`] : []),
    ...(earlier ? [`**After the earlier run:** ${earlier.runId}`] : []),
  ];
  return { staticSummary: cut(question.replace(/\s+/g, ' ')), staticDetails: lines.join('\n\n') };
}

function cut(text: string): string {
  if (Buffer.byteLength(text) <= summaryBytes) return text;
  let kept = '';
  for (const character of text) {
    if (Buffer.byteLength(kept + character) > summaryBytes - 3) break;
    kept += character;
  }
  return `${kept}…`;
}
