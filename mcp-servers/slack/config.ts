import { z } from 'zod';
import { commaList } from '../runtime/comma-list.ts';

/** `#name`, name or id. */
const channels = (list: string) => commaList(list).flatMap((name) => name.replace(/^#/, '') || []);

const environment = z.object({
  SLACK_BOT_TOKEN: z
    .string({ error: "SLACK_BOT_TOKEN is not set: the app's bot token (xoxb-...), from its OAuth & Permissions page" })
    .regex(/^xox[a-z.]*-/, 'SLACK_BOT_TOKEN is not a bot token: it starts with xoxb-'),
  SLACK_USER_TOKEN: z
    .string()
    .regex(/^xox[a-z.]*p-/, 'SLACK_USER_TOKEN is not a user token: it starts with xoxp-')
    .optional(),
  SLACK_API_URL: z
    .url({ protocol: /^https?$/, error: 'SLACK_API_URL is not an http(s) address; leave it out for slack.com' })
    .default('https://slack.com/api/'),
  SRE_AGENT_SLACK_CHANNELS: z.string().default('').transform(channels),
  SRE_AGENT_SLACK_READ_CHANNELS: z.string().default('').transform(channels),
});

export interface SlackConfig {
  token: string;
  apiUrl: string;
  /** Ids or names (without `#`) of the channels that may be posted to; empty: any. */
  postTo: string[];
  /** Of those that may be read; empty: every public one, and no private channel and no direct message. */
  readFrom: string[];
  /** Of a person who lets the app search; undefined: the server searches what the bot can read. */
  userToken: string | undefined;
}

/** Reads the environment; throws one Error that lists every problem. */
export function readConfig(env: Record<string, string | undefined>): SlackConfig {
  // An empty variable, as compose files leave behind, is one that is not set.
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const { success, data, error } = environment.safeParse(set);
  if (!success) throw new Error(error.issues.map((issue) => issue.message).join('\n'));
  const postTo = data.SRE_AGENT_SLACK_CHANNELS;
  const readFrom = data.SRE_AGENT_SLACK_READ_CHANNELS;
  return {
    token: data.SLACK_BOT_TOKEN,
    apiUrl: data.SLACK_API_URL,
    postTo,
    readFrom: readFrom.length > 0 ? readFrom : postTo,
    userToken: data.SLACK_USER_TOKEN,
  };
}
