import type { Entry, ToolResult } from './contract.ts';

/** Characters of results and texts that a transcript may hold; 200,000 are about 60,000 tokens. */
export const transcriptLimit = 200_000;

export function sizeOf(transcript: readonly Entry[]): number {
  return transcript.reduce((sum, entry) => sum + entrySize(entry), 0);
}

function entrySize(entry: Entry): number {
  switch (entry.kind) {
    case 'briefing':
      return entry.question.length + (entry.alert?.length ?? 0) + (entry.leads?.length ?? 0) + textOf(entry.firstLook);
    case 'turn':
      return JSON.stringify(entry.content).length;
    case 'results':
      return textOf(entry.results);
    case 'note':
      return entry.text.length;
    case 'compacted':
      return 0;
  }
}

const textOf = (results: readonly ToolResult[]): number => results.reduce((sum, r) => sum + r.text.length, 0);

/**
 * Brings the transcript under `limit`: the oldest results become one line each, never those that are cited, nor the newest,
 * which the model is about to read. It shortens to 60 % of the limit at once, so that it is seldom needed: whatever changes
 * in a conversation costs its prompt cache. Where that is not enough, every long result is cut to its first lines and
 * those that are cited, oldest first.
 */
export function fitted(
  transcript: readonly Entry[],
  limit: number,
  cited: ReadonlyMap<string, readonly string[]>,
): Entry[] {
  let size = sizeOf(transcript);
  if (size <= limit) return [...transcript];
  const replaced = (result: ToolResult, short: ToolResult): ToolResult => {
    size -= result.text.length - short.text.length;
    return short;
  };
  const newest = transcript.findLastIndex((entry) => entry.kind === 'results');
  const kept = transcript.map((entry, at) =>
    at === newest
      ? entry
      : eachResult(entry, 'results', (result) =>
          size <= limit * 0.6 || cited.has(result.callId) ? result : replaced(result, shortened(result)),
        ),
  );
  return kept.map((entry) =>
    eachResult(entry, 'any', (result) =>
      size <= limit ? result : replaced(result, excerpt(result, cited.get(result.callId) ?? [])),
    ),
  );
}

function eachResult(entry: Entry, which: 'results' | 'any', change: (result: ToolResult) => ToolResult): Entry {
  if (entry.kind === 'results') return { ...entry, results: entry.results.map(change) };
  if (entry.kind === 'briefing' && which === 'any') return { ...entry, firstLook: entry.firstLook.map(change) };
  return entry;
}

function shortened(result: ToolResult): ToolResult {
  const first = result.text.split('\n', 1)[0] ?? '';
  const text = `[left out to save room: ${result.text.length} characters, beginning: ${first.slice(0, 160)}]`;
  if (text.length >= result.text.length) return result;
  return { ...result, text, structured: undefined };
}

/** Characters of a result that stay in any case, whole lines. */
const headSize = 600;

function excerpt(result: ToolResult, quotes: readonly string[]): ToolResult {
  const wanted = quotes.flatMap((quote) => quote.split('\n')).filter((line) => line.trim() !== '');
  let read = 0;
  const lines = result.text.split('\n').filter((line) => {
    read += line.length + 1;
    return read <= headSize || wanted.some((quote) => line.includes(quote.trim()));
  });
  const left = result.text.length - lines.join('\n').length;
  const text = [...lines, `[left out to save room: ${left} characters that nothing cites]`].join('\n');
  if (text.length >= result.text.length) return result;
  return { ...result, text, structured: undefined };
}

/**
 * `rules` reads structured results; a language model reads text alone, and the history need not hold both. Its leads are
 * made of the first look's structure at the first turn.
 */
export function asSeenBy(model: string, transcript: readonly Entry[]): Entry[] {
  if (model === 'rules') return [...transcript];
  const bare = (result: ToolResult): ToolResult => ({ ...result, structured: undefined, findings: [] });
  return transcript.map((entry) => {
    if (entry.kind === 'briefing') {
      return entry.leads === undefined ? entry : { ...entry, firstLook: entry.firstLook.map(bare) };
    }
    if (entry.kind === 'results') return { ...entry, results: entry.results.map(bare) };
    return entry;
  });
}
