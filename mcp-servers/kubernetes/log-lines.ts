import type { LogLine } from '../runtime/patterns.ts';

const stamped = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)) ?(.*)$/s;

/** What the API server answers with `timestamps=true`: a time, a space, the text. */
export function parseLog(body: string): LogLine[] {
  const lines = body.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.map((line) => {
    const match = stamped.exec(line.replace(/\r$/, ''));
    return match?.[1] ? { at: match[1], text: match[2] ?? '' } : { text: line };
  });
}
