import { ApplicationFailure, activityInfo } from '@temporalio/activity';
import { z } from 'zod';
import { redact, redactDeep } from '../mcp-servers/runtime/redact.ts';
import type { Activities, Posted, PostInput } from '../workflows/activities.ts';
import { heartbeating } from './heartbeat.ts';
import { shareWhole } from './share-whole.ts';
import type { Tools } from './tools.ts';
import type { View } from './views/block-kit.ts';
import { isWhole } from './views/is-whole.ts';
import { viewOf } from './views/view.ts';

/** Equal failures within this become one post in the errors' channel. */
const sameNoticeMinutes = 10;

const postedSchema = z.object({ channel: z.string(), ts: z.string() });
const foundSchema = z.object({
  messages: z.array(z.object({ ts: z.string(), channel: z.string(), payload: z.record(z.string(), z.unknown()) })),
});

/**
 * Posts or edits a message of the run, through the Slack server. A message is made once: after an attempt whose answer was
 * lost, the next first looks for its own message by the key it carries, since Slack has no idempotency key.
 */
export function createPost({ tools, issues }: { tools: Tools; issues: boolean }): Activities['post'] {
  return (input) =>
    heartbeating(async (signal) => {
      const slack = slackThrough(tools, signal);
      if (input.message.kind === 'error-notice') return notice(input, slack);
      return message(input, slack, await fitting(redactDeep(input), { tools, issues, signal }));
    });
}

type Slack = (tool: string, args: Record<string, unknown>) => Promise<Record<string, unknown>>;

async function message(input: PostInput, slack: Slack, view: View): Promise<Posted> {
  if (input.ts) {
    await slack('slack_update', { channel: input.channel, ts: input.ts, ...view });
    return { channel: input.channel, ts: input.ts };
  }
  return posted(
    await slack('slack_post', {
      channel: input.channel,
      ...(input.threadTs ? { thread_ts: input.threadTs } : {}),
      key: input.key,
      find_first: activityInfo().attempt > 1,
      ...view,
    }),
  );
}

/** The message; of a diagnosis that had to be cut for it, the whole is shared first, so that the message stays the last. */
async function fitting(
  input: PostInput,
  { tools, issues, signal }: { tools: Tools; issues: boolean; signal: AbortSignal },
): Promise<View> {
  const view = viewOf(input, { issues });
  if (input.message.kind !== 'diagnosis' || isWhole(input.message.diagnosis, view)) return view;
  const shared = await shareWhole(tools, input, input.message.diagnosis, signal);
  return shared ? viewOf(input, { issues, shared }) : view;
}

/** One post for equal failures: it carries the runs it stands for, so that a second attempt does not count twice. */
async function notice(input: PostInput, slack: Slack): Promise<Posted> {
  if (input.message.kind !== 'error-notice') throw new Error('not an error notice');
  const { fingerprint } = input.message;
  const since = { channel: input.channel, minutes: sameNoticeMinutes, match: { fingerprint } };
  const [earlier] = foundSchema.parse(await slack('slack_find', since)).messages;
  if (!earlier) {
    const view = viewOf(redactDeep(input));
    const metadata = { fingerprint, runs: input.run.runId };
    const args = { channel: input.channel, key: input.key, find_first: activityInfo().attempt > 1, metadata, ...view };
    return posted(await slack('slack_post', args));
  }
  const runs = new Set(String(earlier.payload.runs ?? '').split(' '));
  if (!runs.has(input.run.runId)) {
    runs.add(input.run.runId);
    const view = viewOf(redactDeep(input), { count: runs.size });
    const metadata = { ...earlier.payload, fingerprint, runs: [...runs].join(' ') };
    await slack('slack_update', { channel: earlier.channel, ts: earlier.ts, metadata, ...view });
  }
  return { channel: earlier.channel, ts: earlier.ts };
}

function posted(structured: Record<string, unknown>): Posted {
  return postedSchema.parse(structured);
}

/** Calls the Slack server; what Slack refuses for good is final, everything else is Temporal's to try again. */
function slackThrough(tools: Tools, signal: AbortSignal): Slack {
  return async (tool, args) => {
    const answer = await tools.call({ tool, args, signal });
    if (!answer.isError) return answer.structured ?? {};
    const retryable = answer.error?.retryable ?? true;
    const retryAfterMs = answer.error?.retryAfterMs;
    throw ApplicationFailure.create({
      type: retryable ? 'SlackUnavailable' : 'SlackRefused',
      message: redact(answer.text).slice(0, 500),
      nonRetryable: !retryable,
      ...(retryAfterMs === undefined ? {} : { nextRetryDelay: Math.max(1, retryAfterMs) }),
    });
  };
}
