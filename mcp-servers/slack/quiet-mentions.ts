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

/** The same for every text that blocks show; addresses, values and ids stay as they are. */
export function quietBlocks(blocks: unknown[]): unknown[] {
  return blocks.map(quietDeep);
}

function quietDeep(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(quietDeep);
  if (typeof value !== 'object' || value === null) return value;
  if ('type' in value && value.type === 'broadcast') {
    return { type: 'text', text: quiet('range' in value ? String(value.range) : 'channel') };
  }
  if ('type' in value && value.type === 'usergroup') return { type: 'text', text: quiet('group') };
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      key === 'text' && typeof inner === 'string' ? quietMentions(inner) : quietDeep(inner),
    ]),
  );
}
