import type { App } from '@slack/bolt';
import { z } from 'zod';
import { stopAction } from '../../workflows/contract.ts';
import { stopRun } from '../start.ts';
import type { Surroundings } from './surroundings.ts';
import { untilTemporalAnswers } from './until-temporal-answers.ts';
import { notStopped, stoppedAlready, stopping } from './wording.ts';

const patienceMs = 60_000;

const click = z.object({
  user: z.object({ id: z.string().min(1), username: z.string().optional(), name: z.string().optional() }),
  channel: z.object({ id: z.string().min(1) }),
  message: z.object({ ts: z.string(), thread_ts: z.string().optional() }).optional(),
  actions: z.tuple([z.object({ value: z.string().startsWith('diagnose-') })], z.unknown()),
});

/** The Stop button. Who clicked is told at once; the thread hears from the run itself by whom it was stopped. */
export function register(app: App, { slack, temporal, log, stopping: shutdown }: Surroundings): void {
  app.action(stopAction, async ({ ack, body }) => {
    await ack();
    const parsed = click.safeParse(body);
    if (!parsed.success) {
      log.warn({ problems: parsed.error.issues.map(({ path }) => path.join('.')) }, 'a click on Stop cannot be used');
      return;
    }
    const { user, channel, message, actions } = parsed.data;
    const tell = (text: string) =>
      slack.chat.postEphemeral({
        channel: channel.id,
        user: user.id,
        thread_ts: message?.thread_ts ?? message?.ts,
        text,
      });
    const by = user.name ?? user.username ?? user.id;
    const stop = () => stopRun(temporal, actions[0].value, by);
    try {
      const outcome = await untilTemporalAnswers(stop, Date.now() + patienceMs, shutdown);
      log.info({ workflowId: actions[0].value, by: user.id, outcome }, 'stop');
      await tell(outcome === 'stopping' ? stopping : stoppedAlready);
    } catch (error) {
      log.error({ err: error, workflowId: actions[0].value }, 'a stop did not get through');
      await tell(notStopped);
    }
  });
}
