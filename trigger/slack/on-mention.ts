import type { App } from '@slack/bolt';
import { runLink } from '../run-link.ts';
import { type StartOutcome, startDiagnosis } from '../start.ts';
import { type Mention, readMention } from './mention.ts';
import type { Surroundings } from './surroundings.ts';
import { Unanswered, untilTemporalAnswers } from './until-temporal-answers.ts';
import { alreadyRunning, help, notStarted, temporalAway, temporalRefused } from './wording.ts';

/** Mentions that are or were handled by this process; a repeated delivery joins the first. */
const rememberedMentions = 1_000;

/** A mention starts the investigation of its thread. Its event is acknowledged when this is done. */
export function register(app: App, around: Surroundings): void {
  const handled = new Map<string, Promise<void>>();

  app.event('app_mention', async ({ body, context }) => {
    const read = readMention(body, context.botUserId);
    if ('unusable' in read) {
      around.log.warn({ event: body.event_id, why: read.unusable }, 'a mention cannot be used');
      return;
    }
    const { mention } = read;
    const key = `${mention.thread.team}/${mention.thread.channel}/${mention.ts}`;
    const known = handled.get(key);
    if (known) return known;
    const handling = answer(mention, context.botUserId ?? '', around).catch((error) => {
      handled.delete(key);
      throw error;
    });
    handled.set(key, handling);
    for (const oldest of handled.keys()) {
      if (handled.size <= rememberedMentions) break;
      handled.delete(oldest);
    }
    return handling;
  });
}

async function answer(mention: Mention, bot: string, around: Surroundings): Promise<void> {
  const { log, slack, temporal, uiUrl } = around;
  const say = (text: string) =>
    slack.chat.postMessage({
      channel: mention.thread.channel,
      thread_ts: mention.thread.ts,
      text,
      unfurl_links: false,
    });
  if (!(await around.mayAnswerIn(mention.thread.channel))) {
    log.warn({ channel: mention.thread.channel }, 'mentioned in a channel that SRE_AGENT_SLACK_CHANNELS does not name');
    return;
  }
  if (mention.question === '') {
    await say(help(bot));
    return;
  }
  const outcome = await started(mention, around).catch(async (error: unknown) => {
    if (!(error instanceof Unanswered)) throw error;
    log.error({ err: error, thread: mention.thread }, 'no run could be started');
    await say(notStarted(error.reason === 'away' ? temporalAway : temporalRefused(error.message)));
    return undefined;
  });
  if (!outcome) return;
  log.info({ ...outcome, ts: mention.ts }, 'mention');
  if (outcome.kind === 'running') await say(alreadyRunning(runLink(uiUrl, temporal.namespace, outcome)));
}

async function started(mention: Mention, around: Surroundings): Promise<StartOutcome> {
  const { thread, ts, user, question, model } = mention;
  const timeZone = await around.timeZoneOf(user);
  const asker = { id: user, ...(timeZone ? { timeZone } : {}) };
  const input = { request: { question, thread, asker, ...(model ? { model } : {}) }, ts };
  const start = () =>
    startDiagnosis(around.temporal, input).catch((error: unknown) => {
      around.log.warn({ err: error, thread }, 'a start did not succeed');
      throw error;
    });
  // Counted from the mention, so that the last of Slack's deliveries ends the matter; from now where its clock is ahead.
  const until = Math.min(Number(ts) * 1_000, Date.now()) + around.patienceMs;
  return untilTemporalAnswers(start, until, around.stopping);
}
