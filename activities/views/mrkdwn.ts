/** Control and bidirectional characters: they hide or reorder what a person reads. Newlines and tabs stay. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the point
const unseen = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
const ellipsis = '…';
/** Three backticks with zero-width spaces between them: text cannot open or end a code block. */
const brokenFence = '`\u200b`\u200b`';

/**
 * Escaped for mrkdwn, so that nothing in it becomes a mention, a link or `<!channel>`. At most `max` characters as sent,
 * counted after escaping, since that is what Slack counts; what is cut ends in an ellipsis and never inside an entity.
 */
export function escaped(raw: string, max = 3_000): string {
  const characters = Array.from(
    raw.replace(unseen, '').replaceAll('```', brokenFence),
    (character) => entities[character] ?? character,
  );
  const whole = characters.join('');
  if (whole.length <= max) return whole;
  let cut = '';
  for (const character of characters) {
    if (cut.length + character.length > max - ellipsis.length) break;
    cut += character;
  }
  return cut.trimEnd() + ellipsis;
}

/** On one line, for lists. */
export function line(raw: string, max = 600): string {
  return escaped(raw.replace(/\s+/g, ' ').trim(), max);
}

/** Verbatim text on lines of its own. */
export function codeBlock(raw: string, max = 2_500): string {
  return `\`\`\`\n${escaped(raw.trimEnd(), max)}\n\`\`\``;
}

/** A name in a line; backticks in it would end the span. */
export function code(raw: string, max = 200): string {
  return `\`${line(raw.replaceAll('`', "'"), max)}\``;
}

/** A link, or the label alone where the address is not one that a person should follow. */
export function link(url: string, label: string): string {
  const address = URL.parse(url);
  if (address === null || !/^https?:$/.test(address.protocol)) return line(label, 200);
  return `<${address.href.replaceAll('|', '%7C').replaceAll('>', '%3E').replaceAll('<', '%3C')}|${line(label, 200).replaceAll('|', '¦')}>`;
}
