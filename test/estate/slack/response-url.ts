import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { z } from 'zod';
import { type Asked, NotServed } from '../system.ts';
import { checkBlocks, identify } from './block-kit.ts';
import { Refusal, type Slack } from './method.ts';
import type { SlackMessage } from './system.ts';

const answerSchema = z.strictObject({
  text: z.string().optional(),
  blocks: z.array(z.unknown()).optional(),
  response_type: z.enum(['ephemeral', 'in_channel']).default('ephemeral'),
  replace_original: z.boolean().default(false),
  delete_original: z.boolean().default(false),
  thread_ts: z.string().optional(),
});

/** For which message and person a `response_url` was given out. */
const given = new WeakMap<Slack, Map<string, { message: SlackMessage; user: string }>>();

/** An address that answers a click for half an hour; the estate lets it live as long as itself. */
export function responseUrl(slack: Slack, message: SlackMessage, user: string): string {
  const urls = given.get(slack) ?? new Map();
  given.set(slack, urls);
  const id = randomUUID();
  urls.set(id, { message, user });
  return `${slack.url()}/response/${id}`;
}

/** What Bolt's `respond` does: answers to the one who clicked, to the channel, or in the message's place. */
export function answerResponseUrl(asked: Asked, answer: ServerResponse, slack: Slack): void {
  const target = given.get(slack)?.get(asked.url.pathname.slice('/response/'.length));
  if (!target) {
    answer.writeHead(404).end('no_such_response_url');
    return;
  }
  const parsed = answerSchema.safeParse(JSON.parse(asked.body.toString('utf8')));
  if (!parsed.success) throw new NotServed(`this answer to a response_url: ${z.prettifyError(parsed.error)}`);
  try {
    respond(parsed.data, target, slack);
    answer.writeHead(200).end('ok');
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    answer.writeHead(400).end(error.error);
  }
}

function respond(
  said: z.output<typeof answerSchema>,
  { message, user }: { message: SlackMessage; user: string },
  { workspace }: Slack,
): void {
  const channel = workspace.channels.find(({ id }) => id === message.channel);
  if (!channel) throw new Refusal('channel_not_found');
  const blocks = said.blocks && identify(checkBlocks(said.blocks));
  if (said.delete_original) {
    workspace.remove(channel, message);
    return;
  }
  if (said.replace_original) {
    message.text = said.text ?? message.text;
    message.blocks = blocks;
    message.edited = { user: workspace.bot.id, ts: workspace.nextTs() };
    workspace.tell(message, 'edited');
    return;
  }
  const own: SlackMessage = {
    ts: workspace.nextTs(),
    channel: channel.id,
    user: workspace.bot.id,
    bot_id: workspace.botId,
    text: said.text ?? '',
    ...(blocks && { blocks }),
    ...(said.thread_ts !== undefined && { thread_ts: said.thread_ts }),
  };
  if (said.response_type === 'in_channel') {
    workspace.add(channel, own);
    return;
  }
  own.ephemeral_for = user;
  workspace.ephemerals.push(own);
  workspace.tell(own, 'posted');
}
