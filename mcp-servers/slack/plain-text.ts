import { z } from 'zod';
import type { SlackMessage } from './messages.ts';

/** An id's name, where it is known. */
export type Names = ReadonlyMap<string, string>;

/** Slack's mrkdwn as a person reads it: mentions by name, links with their address, entities as characters. */
export function plainText(mrkdwn: string, names: Names): string {
  return mrkdwn
    .replace(/<([@#!])([^>|]*)(?:\|([^>]*))?>/g, (_, sign: string, target: string, label?: string) => {
      if (sign === '@') return `@${names.get(target) ?? (label || target)}`;
      if (sign === '#') return `#${label || target}`;
      if (target.startsWith('subteam^')) return label || '@group';
      return label && target.startsWith('date^') ? label : `@${target}`;
    })
    .replace(/<((?:https?|mailto|tel):[^>|]*)(?:\|([^>]*))?>/g, (_, url: string, label?: string) =>
      label && label !== url ? `${label} (${url})` : url,
    )
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

/** Ids of people whom a message mentions. */
export function mentioned(message: SlackMessage): string[] {
  const shown = JSON.stringify([message.text, message.blocks, message.attachments]);
  return [...shown.matchAll(/<@([UW][A-Z0-9]+)/g)].flatMap(([, id]) => id ?? []);
}

/**
 * Everything a message says, line by line: its text, its blocks and its attachments (alerts live there), each once, since
 * apps say the same in several of them.
 */
export function messageLines(message: SlackMessage, names: Names): string[] {
  const plain = (text: string): string => plainText(text, names).trim();
  const typed = message.blocks.every((block) => anyBlock.safeParse(block).data?.type === 'rich_text');
  const parts = [
    plain(message.text),
    // What a person typed stands in both.
    ...(typed && message.text !== '' ? [] : [plain(blocksText(message.blocks).join('\n'))]),
    ...message.attachments.map((attachment) => attachmentText(attachment, plain)),
    ...message.files.map((file) => `[file: ${file.name ?? 'unnamed'}]`),
  ].filter((part) => part !== '');
  const flat = parts.map((part) => part.replace(/\s+/g, ' '));
  return parts
    .filter((_, at) => !flat.some((other, where) => where !== at && contains(other, flat[at] ?? '', where < at)))
    .flatMap((part) => part.split('\n'))
    .filter((line) => line.trim() !== '');
}

/** Of two equal parts the earlier stays. */
function contains(other: string, part: string, earlier: boolean): boolean {
  return other === part ? earlier : other.includes(part);
}

const anyBlock = z.looseObject({
  type: z.string(),
  text: z.union([z.string(), z.looseObject({ text: z.string() })]).optional(),
  fields: z.array(z.looseObject({ text: z.string() })).optional(),
  elements: z.array(z.unknown()).optional(),
  alt_text: z.string().optional(),
});

function blocksText(blocks: unknown[]): string[] {
  return blocks.flatMap((given) => {
    const block = anyBlock.safeParse(given).data;
    if (!block || block.type === 'actions') return [];
    if (block.type === 'rich_text') return [richText(block)];
    const own = typeof block.text === 'string' ? block.text : block.text?.text;
    const fields = block.fields?.map((field) => field.text) ?? [];
    return [own, ...fields, block.alt_text, ...blocksText(block.elements ?? [])].filter((text) => text !== undefined);
  });
}

const richElement = z.looseObject({
  type: z.string(),
  text: z.string().optional(),
  url: z.string().optional(),
  user_id: z.string().optional(),
  channel_id: z.string().optional(),
  range: z.string().optional(),
  name: z.string().optional(),
  elements: z.array(z.unknown()).optional(),
});

/** Back to mrkdwn, so that one place renders names and links. */
function richText(given: unknown): string {
  const element = richElement.safeParse(given).data;
  if (!element) return '';
  if (element.elements) {
    const inner = element.elements.map(richText).join('');
    return element.type === 'rich_text_section' || element.type === 'rich_text' ? `${inner}\n` : `\n${inner}\n`;
  }
  if (element.type === 'link') return `<${element.url}${element.text ? `|${element.text}` : ''}>`;
  if (element.type === 'user') return `<@${element.user_id}>`;
  if (element.type === 'channel') return `<#${element.channel_id}>`;
  if (element.type === 'broadcast') return `<!${element.range}>`;
  if (element.type === 'emoji') return `:${element.name}:`;
  return (element.text ?? '').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

const anyAttachment = z.looseObject({
  pretext: z.string().optional(),
  author_name: z.string().optional(),
  title: z.string().optional(),
  title_link: z.string().optional(),
  text: z.string().optional(),
  fallback: z.string().optional(),
  footer: z.string().optional(),
  fields: z.array(z.looseObject({ title: z.string().default(''), value: z.string().default('') })).default([]),
  blocks: z.array(z.unknown()).default([]),
});

function attachmentText(given: unknown, plain: (text: string) => string): string {
  const attachment = anyAttachment.safeParse(given).data;
  if (!attachment) return '';
  const { pretext, author_name, title, title_link, text, fields, blocks, fallback, footer } = attachment;
  const said = [
    pretext,
    author_name,
    title && title_link ? `${title} (${title_link})` : title,
    text,
    ...fields.map((field) => `${field.title}: ${field.value}`),
    ...blocksText(blocks),
  ].filter((part) => part !== undefined && part !== '');
  const shown = said.length > 0 ? [...said, footer] : [fallback];
  return plain(shown.filter((part) => part !== undefined).join('\n'));
}
