import type { App } from '@slack/bolt';
import { z } from 'zod';
import { issueAction, issueButtonSchema } from '../../workflows/contract.ts';
import { startIssue } from '../start-issue.ts';
import type { Surroundings } from './surroundings.ts';
import { untilTemporalAnswers } from './until-temporal-answers.ts';
import { issueNotAsked, issueWord } from './wording.ts';

const patienceMs = 60_000;

const value = z.string().transform((text, context) => {
  try {
    return issueButtonSchema.parse(JSON.parse(text));
  } catch {
    context.addIssue('no value of ours');
    return z.NEVER;
  }
});

const click = z.object({
  user: z.object({ id: z.string().min(1), username: z.string().optional(), name: z.string().optional() }),
  team: z.object({ id: z.string().min(1) }),
  channel: z.object({ id: z.string().min(1) }),
  message: z.object({ ts: z.string(), thread_ts: z.string().optional() }),
  actions: z.tuple([z.object({ value })], z.unknown()),
});

/** The "Open an issue" button. Who clicked is told at once; the link comes into the thread for everybody. */
export function register(app: App, { slack, temporal, log, stopping }: Surroundings): void {
  app.action(issueAction, async ({ ack, body }) => {
    await ack();
    const parsed = click.safeParse(body);
    if (!parsed.success) {
      log.warn(
        { problems: parsed.error.issues.map(({ path }) => path.join('.')) },
        'a click on an issue cannot be used',
      );
      return;
    }
    const { user, team, channel, message, actions } = parsed.data;
    const [{ value: button }] = actions;
    const ts = message.thread_ts ?? message.ts;
    const tell = (text: string) =>
      slack.chat.postEphemeral({ channel: channel.id, user: user.id, thread_ts: ts, text });
    const thread = { team: team.id, channel: channel.id, ts };
    const by = (user.name ?? user.username ?? user.id).slice(0, 200);
    try {
      const start = () => startIssue(temporal, { button, thread, by });
      const outcome = await untilTemporalAnswers(start, Date.now() + patienceMs, stopping);
      log.info({ ...button, by: user.id, outcome: outcome.kind }, 'open an issue');
      await tell(issueWord(outcome, button.repository));
    } catch (error) {
      log.error({ err: error, ...button }, 'an issue was not asked for');
      await tell(issueNotAsked);
    }
  });
}
