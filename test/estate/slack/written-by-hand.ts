/** What Slack makes of what a person types: control characters escaped, addresses linked, a rich text block beside it. */
export interface Written {
  text: string;
  blocks: unknown[];
}

export function writtenByHand(typed: string, botUser: string, botName: string): Written {
  const parts = typed.split(new RegExp(`(<@${botUser}>|@${botName}\\b|https?://[^\\s<>]+)`)).filter(Boolean);
  const kinds = parts.map((part) => {
    if (part === `<@${botUser}>` || part === `@${botName}`) return { type: 'user', user_id: botUser } as const;
    if (/^https?:\/\//.test(part)) return { type: 'link', url: part } as const;
    return { type: 'text', text: part } as const;
  });
  const text = kinds
    .map((kind) => {
      if (kind.type === 'user') return `<@${kind.user_id}>`;
      return kind.type === 'link' ? `<${escapeText(kind.url)}>` : escapeText(kind.text);
    })
    .join('');
  const section = { type: 'rich_text_section', elements: kinds };
  return { text, blocks: [{ type: 'rich_text', block_id: 'typed', elements: [section] }] };
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
