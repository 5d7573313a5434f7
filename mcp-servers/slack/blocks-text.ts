import { z } from 'zod';
import { escaped } from './mrkdwn.ts';
import { richText } from './rich-text.ts';

const text = z.union([z.string(), z.looseObject({ type: z.string().optional(), text: z.string() })]);
const block = z.looseObject({
  type: z.string(),
  text: text.optional().catch(undefined),
  title: text.optional().catch(undefined),
  description: text.optional().catch(undefined),
  fields: z.array(text).optional().catch(undefined),
  elements: z.array(z.unknown()).optional().catch(undefined),
  rows: z.array(z.array(z.unknown())).optional().catch(undefined),
  alt_text: z.string().optional().catch(undefined),
});

/** What is there to be clicked says nothing about the incident. */
const unsaid = ['actions', 'button', 'overflow', 'static_select', 'input', 'divider'];

/** Everything that blocks of any kind say, as mrkdwn, in their order. */
export function blocksText(blocks: unknown[]): string[] {
  return blocks.flatMap((given) => {
    const parsed = block.safeParse(given).data;
    if (!parsed || unsaid.includes(parsed.type)) return [];
    if (parsed.type === 'rich_text') return [richText(parsed)];
    const { title, text: own, description, fields = [], elements = [], rows = [], alt_text } = parsed;
    return [
      ...[title, own, description, ...fields].map(mrkdwnOf),
      ...rows.map((row) => row.map(cellText).join(' | ')),
      ...blocksText(elements),
      ...(alt_text === undefined ? [] : [escaped(alt_text)]),
    ].filter((said) => said !== '');
  });
}

function mrkdwnOf(said: z.output<typeof text> | undefined): string {
  if (said === undefined || typeof said === 'string') return said ?? '';
  // Slack sends both kinds with the same entities.
  return said.text;
}

/** A cell of a table: raw text or rich text. */
function cellText(cell: unknown): string {
  const parsed = block.safeParse(cell).data;
  if (!parsed) return '';
  return (parsed.elements ? richText(parsed) : mrkdwnOf(parsed.text)).trim();
}
