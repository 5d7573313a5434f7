const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;

const opens = (code: number): boolean => code === 0x7b || code === 0x5b;
const closes = (code: number): boolean => code === 0x7d || code === 0x5d;

/**
 * Takes the JSON text of a list apart: everything but its items, and the items one by one. A page of pods is megabytes of
 * text and several times that once parsed: one at a time, what is not kept of an item is gone before the next.
 */
export function* itemsOf(text: string): Generator<unknown, unknown> {
  const start = startOfItems(text);
  if (start === undefined) return JSON.parse(text);
  let from = start;
  let end = endOfItem(text, from);
  for (; text.charCodeAt(end) === comma; end = endOfItem(text, from)) {
    yield JSON.parse(text.slice(from, end));
    from = end + 1;
  }
  const last = text.slice(from, end).trim();
  if (last !== '') yield JSON.parse(last);
  return JSON.parse(text.slice(0, start) + text.slice(end));
}

/** Of the comma behind an item, of the bracket behind the last one, or of the end of a text that breaks off. */
function endOfItem(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === quote) at = endOfString(text, at);
    else if (opens(code)) depth += 1;
    else if (closes(code)) {
      if (depth === 0) return at;
      depth -= 1;
    } else if (code === comma && depth === 0) return at;
  }
  return text.length;
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
    } else if (opens(code)) depth += 1;
    else if (closes(code)) depth -= 1;
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
