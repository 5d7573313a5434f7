import type { KnownBlock } from '@slack/types';
import { escaped } from './mrkdwn.ts';

/** Slack's limits: https://docs.slack.dev/reference/block-kit/blocks and the reference of chat.postMessage. */
const sectionLimit = 3_000;
const headerLimit = 150;
const blocksLimit = 50;
/** chat.update takes a tenth of what chat.postMessage does, and every progress message is edited. */
const textLimit = 4_000;
/** Undocumented, seen as `msg_blocks_too_long` at about 13,200 characters of text in all blocks together. */
const allTextLimit = 13_000;

/** What chat.postMessage and chat.update take; `text` is for notifications and screen readers. */
export interface View {
  text: string;
  blocks: KnownBlock[];
}

/** `verbatim`: Slack shall not look for channel names, users and addresses in what tools and people wrote. */
const mrkdwn = (text: string) => ({ type: 'mrkdwn' as const, text, verbatim: true });

export const section = (text: string): KnownBlock => ({ type: 'section', text: mrkdwn(text.slice(0, sectionLimit)) });

export const context = (text: string): KnownBlock => ({
  type: 'context',
  elements: [mrkdwn(text.slice(0, sectionLimit))],
});

export const divider: KnownBlock = { type: 'divider' };

export function header(text: string): KnownBlock {
  const short = text.length > headerLimit ? `${text.slice(0, headerLimit - 1)}…` : text;
  return { type: 'header', text: { type: 'plain_text', text: short, emoji: true } };
}

/**
 * A titled list in one section; none where it is empty. Items come escaped. Those beyond `max` characters are left out
 * from the end, and the list says how many.
 */
export function list(title: string, items: string[], max = sectionLimit): KnownBlock[] {
  if (items.length === 0) return [];
  const room = Math.min(max, sectionLimit) - title.length - 40;
  const kept: string[] = [];
  let used = 0;
  for (const item of items) {
    if (used + item.length + 1 > room) break;
    kept.push(item);
    used += item.length + 1;
  }
  const left = items.length - kept.length;
  if (left > 0) kept.push(`_… and ${left} more, in the run_`);
  return [section([`*${title}*`, ...kept].join('\n'))];
}

/** Keeps a message inside Slack's limits. The last block (the links) always stays; what goes is said. */
export function view(text: string, blocks: KnownBlock[]): View {
  const last = blocks.at(-1);
  const note = context('_Shortened to what Slack takes: the whole is in the run._');
  const kept: KnownBlock[] = [];
  let used = last ? JSON.stringify(last).length : 0;
  for (const block of blocks.slice(0, -1)) {
    used += JSON.stringify(block).length;
    if (used > allTextLimit || kept.length >= blocksLimit - 2) {
      kept.push(note);
      break;
    }
    kept.push(block);
  }
  return { text: cutText(text), blocks: last ? [...kept, last] : kept };
}

/** `text` comes escaped; a cut must not leave half an entity. */
function cutText(text: string): string {
  return text.length <= textLimit ? text : `${text.slice(0, textLimit - 10).replace(/&[a-z]*$/, '')}${escaped('…')}`;
}
