/** Shown of each file or issue. */
const linesOfEach = 3;

/** The words of a query without its qualifiers. */
export const wordsOf = (query: string): string[] => query.replace(/\S+:\S+/g, '').match(/[\p{L}\p{N}_]{2,}/gu) ?? [];

/** Lines that hold all words come before lines that hold some, else in their order. */
export function matchingLines(text: string, words: string[]): { line: string; at: number }[] {
  const held = (line: string): number => words.filter((word) => line.toLowerCase().includes(word.toLowerCase())).length;
  return text
    .split('\n')
    .map((line, at) => ({ line, at: at + 1, held: held(line) }))
    .filter((one) => one.held > 0)
    .sort((a, b) => b.held - a.held || a.at - b.at)
    .slice(0, linesOfEach)
    .sort((a, b) => a.at - b.at)
    .map(({ line, at }) => ({ line, at }));
}
