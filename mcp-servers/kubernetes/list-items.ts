const quote = 0x22;
const backslash = 0x5c;
const openers = new Set([0x7b, 0x5b]);
const closers = new Set([0x7d, 0x5d]);
const comma = 0x2c;

/**
 * Takes the JSON text of a list apart: everything but its items, and the items one by one. A page of pods is megabytes of
 * text and several times that once parsed: one at a time, what is not kept of an item is gone before the next.
 */
export function* itemsOf(text: string): Generator<unknown, unknown> {
  const start = startOfItems(text);
  if (start === undefined) return JSON.parse(text);
  let depth = 0;
  let from = start;
  let at = start;
  for (; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === quote) at = endOfString(text, at);
    else if (openers.has(code)) depth += 1;
    else if (closers.has(code)) {
      if (depth === 0) break;
      depth -= 1;
    } else if (code === comma && depth === 0) {
      yield JSON.parse(text.slice(from, at));
      from = at + 1;
    }
  }
  const last = text.slice(from, at).trim();
  if (last !== '') yield JSON.parse(last);
  return JSON.parse(text.slice(0, start) + text.slice(at));
}

/** Where the list's own items begin: not those of an object inside it, nor the word in a string. */
function startOfItems(text: string): number | undefined {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === quote) {
      const found = depth === 1 ? /^"items"\s*:\s*\[/.exec(text.slice(at, at + 40)) : null;
      if (found) return at + found[0].length;
      at = endOfString(text, at);
    } else if (openers.has(code)) depth += 1;
    else if (closers.has(code)) depth -= 1;
  }
  return undefined;
}

function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end >= 0) {
    let escapes = 0;
    while (text.charCodeAt(end - 1 - escapes) === backslash) escapes += 1;
    if (escapes % 2 === 0) return end;
    end = text.indexOf('"', end + 1);
  }
  return text.length;
}
