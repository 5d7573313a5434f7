import type { Entry, ToolResult } from './contract.ts';

/** Characters of results and texts that a transcript may hold; 200,000 are about 60,000 tokens. */
export const transcriptLimit = 200_000;

export function sizeOf(transcript: readonly Entry[]): number {
  return transcript.reduce((sum, entry) => sum + entrySize(entry), 0);
}

function entrySize(entry: Entry): number {
  switch (entry.kind) {
    case 'briefing':
      return entry.question.length + (entry.alert?.length ?? 0) + textOf(entry.firstLook);
    case 'turn':
      return JSON.stringify(entry.content).length;
    case 'results':
      return textOf(entry.results);
    case 'note':
      return entry.text.length;
  }
}

const textOf = (results: readonly ToolResult[]): number => results.reduce((sum, r) => sum + r.text.length, 0);

/**
 * Brings the transcript under `limit` by shortening its oldest results to one line each, never those that are cited.
 * It shortens to 60 % of the limit at once, so that the unchanged beginning, which a model's prompt cache lives on, does not
 * move at every turn. Thinking blocks and calls stay as they are: the API checks them.
 */
export function fitted(transcript: readonly Entry[], limit: number, cited: ReadonlySet<string>): Entry[] {
  let size = sizeOf(transcript);
  if (size <= limit) return [...transcript];
  const aim = limit * 0.6;
  // The newest results are what the model is about to read.
  const newest = transcript.findLastIndex((entry) => entry.kind === 'results');
  return transcript.map((entry, at) => {
    if (entry.kind !== 'results' || at === newest) return entry;
    const results = entry.results.map((result) => {
      if (size <= aim || cited.has(result.callId)) return result;
      const short = shortened(result);
      size -= result.text.length - short.text.length;
      return short;
    });
    return { ...entry, results };
  });
}

function shortened(result: ToolResult): ToolResult {
  const first = result.text.split('\n', 1)[0] ?? '';
  const text = `[left out to save room: ${result.text.length} characters, beginning: ${first.slice(0, 160)}]`;
  if (text.length >= result.text.length) return result;
  return { ...result, text, structured: undefined };
}

/** `rules` reads structured results; a language model reads text alone, and the history need not hold both. */
export function asSeenBy(model: string, transcript: readonly Entry[]): Entry[] {
  if (model === 'rules') return [...transcript];
  const bare = (result: ToolResult): ToolResult => ({ ...result, structured: undefined, findings: [] });
  return transcript.map((entry) => {
    if (entry.kind === 'briefing') return { ...entry, firstLook: entry.firstLook.map(bare) };
    if (entry.kind === 'results') return { ...entry, results: entry.results.map(bare) };
    return entry;
  });
}
