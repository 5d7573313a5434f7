import { z } from 'zod';
import { blocksText } from './blocks-text.ts';
import type { SlackMessage } from './messages.ts';
import { type Names, plainText } from './mrkdwn.ts';

/**
 * Everything a message says, line by line: its text, its blocks and its attachments (alerts live there), each once, since
 * apps say the same in several of them.
 */
export function messageLines(message: SlackMessage, names: Names): string[] {
  const plain = (text: string): string => plainText(text, names).trim();
  const typed = message.blocks.every((block) => kind.safeParse(block).data?.type === 'rich_text');
  const parts = [
    plain(message.text),
    // What a person typed stands in both.
    ...(typed && message.text !== '' ? [] : [plain(blocksText(message.blocks).join('\n'))]),
    ...message.attachments.map((attachment) => plain(attachmentText(attachment))),
    ...message.files.map(fileText),
  ].filter((part) => part !== '');
  const flat = parts.map((part) => part.replace(/\s+/g, ' '));
  return parts
    .filter((_, at) => !flat.some((other, where) => where !== at && contains(other, flat[at] ?? '', where < at)))
    .flatMap((part) => part.split('\n'))
    .filter((line) => line.trim() !== '');
}

/** Ids of people, channels and user groups that a message mentions. */
export function mentioned(message: SlackMessage): string[] {
  const shown = JSON.stringify([message.text, message.blocks, message.attachments]);
  const inText = [...shown.matchAll(/<(?:[@#]|!subteam\^)([UWCS][A-Z0-9]+)/g)];
  const inBlocks = [...shown.matchAll(/"(?:user|channel|usergroup)_id":"([UWCS][A-Z0-9]+)"/g)];
  return [...inText, ...inBlocks].flatMap(([, id]) => id ?? []);
}

const kind = z.looseObject({ type: z.string() });

/** Of two equal parts the earlier stays. */
function contains(other: string, part: string, earlier: boolean): boolean {
  return other === part ? earlier : other.includes(part);
}

function fileText({ name, title }: { name?: string | null | undefined; title?: string | null | undefined }): string {
  return `[file: ${name ?? 'unnamed'}${title && title !== name ? `, ${title}` : ''}]`;
}

const attachment = z.looseObject({
  pretext: z.string().optional(),
  author_name: z.string().optional(),
  title: z.string().optional(),
  title_link: z.string().optional(),
  text: z.string().optional(),
  fallback: z.string().optional(),
  footer: z.string().optional(),
  fields: z.array(z.looseObject({ title: z.string().default(''), value: z.coerce.string().default('') })).default([]),
  blocks: z.array(z.unknown()).default([]),
  files: z.array(z.looseObject({ name: z.string().nullish(), title: z.string().nullish() })).default([]),
});

function attachmentText(given: unknown): string {
  const parsed = attachment.safeParse(given).data;
  if (!parsed) return '';
  const { pretext, author_name, title, title_link, text, fields, blocks, files, fallback, footer } = parsed;
  const said = [
    pretext,
    author_name,
    title && title_link ? `${title} (${title_link})` : title,
    text,
    ...fields.map((field) => (field.title ? `${field.title}: ${field.value}` : field.value)),
    ...blocksText(blocks),
    ...files.map(fileText),
  ].filter((part) => part !== undefined && part !== '');
  // Where nothing else is said, the words for clients that show no attachments are all there is.
  const shown = said.length > 0 ? said : [fallback];
  return [...shown, footer].filter((part) => part !== undefined && part !== '').join('\n');
}
