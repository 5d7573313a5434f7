/** Broken by a zero-width space, a mention is read by people and by nobody's phone. */
const quiet = (name: string): string => `@\u200b${name}`;

/**
 * Takes the alarm out of text that may hold what somebody else wrote: `@here`, `@channel`, `@everyone` and user groups
 * notify nobody. Mentions of one person stay.
 */
export function quietMentions(text: string): string {
  return text
    .replace(/<!(here|channel|everyone)(?:\|[^>]*)?>/gi, (_, name: string) => quiet(name))
    .replace(/<!subteam\^[^>|]*(?:\|@?([^>]*))?>/gi, (_, name?: string) => quiet(name || 'group'))
    .replace(/@(here|channel|everyone)\b/gi, (_, name: string) => quiet(name));
}

/** Properties that nobody reads: kinds, addresses, values that come back with a click, names of blocks and emoji. */
const unread = /^(?:type|style|value|name|unicode|language|format|emoji|(?:.+_)?url|.+_id|.+_ids)$/;

/** The same for every text of every kind of block, those that are not yet known included. */
export function quietBlocks<Block>(blocks: Block[]): Block[];
export function quietBlocks(blocks: unknown[]): unknown[] {
  return blocks.map(quietDeep);
}

function quietDeep(value: unknown): unknown {
  if (typeof value === 'string') return quietMentions(value);
  if (Array.isArray(value)) return value.map(quietDeep);
  if (typeof value !== 'object' || value === null) return value;
  if ('type' in value && value.type === 'broadcast') {
    return { type: 'text', text: quiet('range' in value ? String(value.range) : 'channel') };
  }
  if ('type' in value && value.type === 'usergroup') return { type: 'text', text: quiet('group') };
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      typeof inner === 'string' && unread.test(key) ? inner : quietDeep(inner),
    ]),
  );
}
