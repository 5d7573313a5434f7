import { App, type AppOptions, type ReceiverEvent } from '@slack/bolt';
import type { Logger } from '../log.ts';

/** Slack waits three seconds for an acknowledgement; this leaves it half a second to arrive. */
const acknowledgeWithinMs = 2_500;

/**
 * A Bolt app that acknowledges an event when it has been handled. Bolt itself acknowledges events before any listener runs,
 * so what the listeners could not do then would be lost.
 *
 * An event whose listeners are not done within 2.5 s is not acknowledged at all, so that Slack delivers it again; they go on
 * meanwhile, and must take the repetition for what it is. Clicks are acknowledged by their listeners as usual.
 */
export class PatientApp extends App {
  private readonly log: Logger;
  private readonly underWay = new Set<Promise<unknown>>();

  constructor(options: AppOptions, log: Logger) {
    super(options);
    this.log = log;
  }

  override async processEvent(event: ReceiverEvent): Promise<void> {
    const handling = this.handle(event);
    this.underWay.add(handling);
    await handling.finally(() => this.underWay.delete(handling));
  }

  /** Resolves when everything that was received has been handled, and at the latest after `ms`. */
  async settled(ms: number): Promise<void> {
    await Promise.race([Promise.allSettled(this.underWay), later(ms)]);
  }

  private async handle(event: ReceiverEvent): Promise<void> {
    const isEvent = event.body?.type === 'event_callback';
    let acknowledged = false;
    const acknowledge: ReceiverEvent['ack'] = async (response) => {
      if (acknowledged) return;
      acknowledged = true;
      await event.ack(response);
    };
    const listeners = super.processEvent({ ...event, ack: isEvent ? async () => {} : acknowledge });
    const outcome = await Promise.race([
      listeners.then(
        () => 'done' as const,
        (error: unknown) => ({ error }),
      ),
      ...(isEvent ? [later(acknowledgeWithinMs)] : []),
    ]);
    if (outcome === 'late') {
      this.log.warn(
        { event: event.body?.event_id },
        'not handled in time; left unacknowledged, Slack delivers it again',
      );
      return listeners.catch((error: unknown) => this.log.error({ err: error }, 'an event was not handled'));
    }
    if (outcome !== 'done') {
      this.log.error({ err: outcome.error, event: event.body?.event_id }, 'an event was not handled');
      if (isEvent) return;
    }
    await acknowledge().catch((error: unknown) =>
      this.log.warn({ err: error }, 'an acknowledgement did not get through'),
    );
  }
}

function later(ms: number): Promise<'late'> {
  return new Promise((resolve) => {
    setTimeout(() => resolve('late'), ms).unref();
  });
}
