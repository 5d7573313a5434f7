import { z } from 'zod';
import { escaped } from './mrkdwn.ts';

const element = z.looseObject({
  type: z.string(),
  text: z.string().optional(),
  url: z.string().optional(),
  user_id: z.string().optional(),
  usergroup_id: z.string().optional(),
  channel_id: z.string().optional(),
  range: z.string().optional(),
  name: z.string().optional(),
  fallback: z.string().optional(),
  value: z.string().optional(),
  style: z.unknown().optional(),
  elements: z.array(z.unknown()).optional(),
});

/** A rich text block as mrkdwn, so that one place renders names and links. */
export function richText(given: unknown): string {
  const parsed = element.safeParse(given).data;
  if (!parsed) return '';
  if (parsed.elements) return container(parsed.type, parsed.elements, parsed.style);
  return leaf(parsed);
}

function container(type: string, elements: unknown[], style: unknown): string {
  if (type === 'rich_text_list') {
    const mark = (at: number): string => (style === 'ordered' ? `${at + 1}.` : '•');
    return `${elements.map((item, at) => `${mark(at)} ${richText(item).trim()}`).join('\n')}\n`;
  }
  const inner = elements.map(richText).join('');
  return type === 'rich_text' ? inner : `${inner}\n`;
}

function leaf({
  type,
  text,
  url,
  user_id,
  usergroup_id,
  channel_id,
  range,
  name,
  fallback,
  value,
}: z.output<typeof element>) {
  switch (type) {
    case 'link':
      return `<${url}${text ? `|${text}` : ''}>`;
    case 'user':
      return `<@${user_id}>`;
    case 'usergroup':
      return `<!subteam^${usergroup_id}>`;
    case 'channel':
      return `<#${channel_id}>`;
    case 'broadcast':
      return `<!${range}>`;
    case 'emoji':
      return `:${name}:`;
    case 'color':
      return escaped(value ?? '');
    default:
      return escaped(text ?? fallback ?? '');
  }
}
