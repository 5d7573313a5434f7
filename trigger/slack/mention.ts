import { z } from 'zod';
import type { Thread } from '../../workflows/contract.ts';

const timestamp = z.string().regex(/^\d+\.\d+$/);

const envelope = z.object({
  team_id: z.string().min(1),
  event: z.object({
    type: z.literal('app_mention'),
    user: z.string({ error: 'nobody asks' }).min(1),
    text: z.string({ error: 'it has no text' }),
    ts: timestamp,
    channel: z.string().min(1),
    thread_ts: timestamp.optional(),
    bot_id: z.undefined({ error: 'a bot wrote it' }).optional(),
    edited: z.undefined({ error: 'it is an edit of an earlier message' }).optional(),
  }),
});

export interface Mention {
  /** The thread to answer in; the mention's own where it was not made in one. */
  thread: Thread;
  /** The message that asks. */
  ts: string;
  user: string;
  /** What was asked, without the bot's name; empty where nothing was. */
  question: string;
  /** Who shall investigate, where the person chose: `--model rules`. */
  model?: 'rules' | 'anthropic';
}

/** A mention that can be used, or why it cannot. */
export function readMention(body: unknown, botUser: string | undefined): { mention: Mention } | { unusable: string } {
  const parsed = envelope.safeParse(body);
  if (!parsed.success) {
    return { unusable: parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ') };
  }
  const { team_id: team, event } = parsed.data;
  return {
    mention: {
      thread: { team, channel: event.channel, ts: event.thread_ts ?? event.ts },
      ts: event.ts,
      user: event.user,
      ...chosenModel(questionIn(event.text, botUser)),
    },
  };
}

/** Slack's clients make a long dash of two short ones. */
const modelOption = /(?:^|\s)(?:--|[\u2013\u2014])model[= ](rules|anthropic)\b/i;

function chosenModel(text: string): Pick<Mention, 'question' | 'model'> {
  const model = modelOption.exec(text)?.[1]?.toLowerCase();
  const question = text.replace(modelOption, ' ').trim();
  return model === 'rules' || model === 'anthropic' ? { question, model } : { question };
}

/** The words of a person out of Slack's markup: our own name away, links and names as they are read. */
export function questionIn(text: string, botUser: string | undefined): string {
  const words = text
    .replace(/<@([A-Z0-9]+)(?:\|([^>]*))?>/g, (_, id: string, name?: string) =>
      id === botUser ? ' ' : `@${name || id}`,
    )
    .replace(/<#([A-Z0-9]+)(?:\|([^>]*))?>/g, (_, id: string, name?: string) => `#${name || id}`)
    .replace(/<!(?:subteam\^[A-Z0-9]+\|)?@?([^>|^]+)[^>]*>/g, '@$1')
    .replace(/<(?:mailto:)?([^>|]+)(?:\|([^>]*))?>/g, (_, address: string, label?: string) =>
      label && !address.includes(label) ? `${label} (${address})` : address,
    )
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replace(/[^\S\n]+/g, ' ')
    .trim();
  return /[\p{L}\p{N}]/u.test(words) ? words.slice(0, 8_000) : '';
}
