import { createHash } from 'node:crypto';
import { ToolError } from './tool-error.ts';

export interface Page {
  text: string;
  /** Lines after this page, with the cursor that gets them. */
  more?: { lines: number; cursor: string };
}

/** Room for the last line, which says what was left out. */
const closingChars = 160;

/**
 * Cuts lines at `maxChars` characters, at line ends; a line of more than half a page is itself shortened, saying by how
 * much. A cursor of another query is refused.
 *
 * @param query what the cursor is bound to: tool and arguments, without the page
 */
export function cutPage(lines: string[], maxChars: number, query: string, cursor?: string): Page {
  const start = cursor === undefined ? 0 : readCursor(cursor, query);
  const total = lines.length;
  const page: string[] = start === 0 ? [] : [`[continued from line ${start + 1} of ${total}]`];
  let chars = page.reduce((sum, line) => sum + line.length + 1, 0);
  let next = start;
  for (; next < total; next += 1) {
    const line = shorten(lines[next] ?? '', Math.floor(maxChars / 2));
    const room = next === total - 1 ? maxChars : maxChars - closingChars;
    if (chars + line.length + 1 > room) break;
    page.push(line);
    chars += line.length + 1;
  }
  if (next >= total) return { text: page.join('\n') };
  const more = { lines: total - next, cursor: makeCursor(next, query) };
  page.push(`[${more.lines} of ${total} lines left out; the same call with cursor=${more.cursor} gets them]`);
  return { text: page.join('\n'), more };
}

function shorten(line: string, limit: number): string {
  if (line.length <= limit) return line;
  const mark = ` [+${line.length - limit} characters]`;
  return line.slice(0, limit - mark.length - 8) + mark;
}

const digest = (query: string): string => createHash('sha256').update(query).digest('base64url').slice(0, 12);

const makeCursor = (line: number, query: string): string => `${line.toString(36)}.${digest(query)}`;

function readCursor(cursor: string, query: string): number {
  const [line = '', bound] = cursor.split('.');
  if (bound !== digest(query) || !/^[0-9a-z]{1,8}$/.test(line)) {
    throw new ToolError('invalid_arguments', `cursor '${cursor.slice(0, 40)}' is of another query`, {
      hint: 'repeat the call that gave the cursor with exactly the same arguments, or leave the cursor out',
    });
  }
  return Number.parseInt(line, 36);
}
