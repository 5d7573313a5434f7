/** What came of one attempt to hand something to the app. */
export type Outcome =
  | { acknowledged: true; response?: unknown }
  | { acknowledged: false; reason: string; noRetry?: boolean };

export interface Attempt {
  kind: 'events_api' | 'interactive';
  payload: Record<string, unknown>;
  retry: number;
  /** Why the attempt before failed. */
  reason: string;
}

/** A way to the app: an open socket, or the app's own HTTP address. */
export interface Route {
  send(attempt: Attempt, ackMs: number): Promise<Outcome>;
}

export interface Delivered {
  eventId: string;
  /** The message that the event is about. */
  ts: string;
  retry: number;
  acknowledged: boolean;
  reason?: string;
  /** Milliseconds until the outcome was known. */
  tookMs: number;
}

/** Milliseconds; Slack's own unless a test shortens them. */
export interface DeliveryTiming {
  /** An app has three seconds to acknowledge. */
  ackMs: number;
  /** Then Slack tries again: nearly at once, after a minute, after five minutes. */
  retryMs: number[];
}

export const slackTiming: DeliveryTiming = { ackMs: 3_000, retryMs: [0, 60_000, 300_000] };

/** Hands events to the app until it acknowledges or Slack gives up (https://docs.slack.dev/apis/events-api/#retries). */
export class Delivery {
  readonly timing: DeliveryTiming;
  /** Every attempt whose outcome is known. */
  readonly log: Delivered[] = [];
  private readonly route: () => Route;
  private readonly waiting = new Set<NodeJS.Timeout>();
  private closed = false;

  constructor(route: () => Route, timing: DeliveryTiming) {
    this.route = route;
    this.timing = { ...timing };
  }

  /** Returns when the first attempt's outcome is known; the retries go on behind it. */
  async deliver(payload: Record<string, unknown>, ts: string): Promise<Outcome> {
    const outcome = await this.attempt(payload, ts, 0, '');
    if (!outcome.acknowledged && !outcome.noRetry) this.retryLater(payload, ts, 1, outcome.reason);
    return outcome;
  }

  async attempt(payload: Record<string, unknown>, ts: string, retry: number, reason: string): Promise<Outcome> {
    const start = Date.now();
    const outcome = await this.route().send({ kind: 'events_api', payload, retry, reason }, this.timing.ackMs);
    const { acknowledged } = outcome;
    this.log.push({
      eventId: String(payload.event_id),
      ts,
      retry,
      acknowledged,
      ...(!outcome.acknowledged && { reason: outcome.reason }),
      tookMs: Date.now() - start,
    });
    return outcome;
  }

  /** A click is sent once: where it is not acknowledged, Slack shows the person a warning. */
  interact(payload: Record<string, unknown>): Promise<Outcome> {
    return this.route().send({ kind: 'interactive', payload, retry: 0, reason: '' }, this.timing.ackMs);
  }

  close(): void {
    this.closed = true;
    for (const timer of this.waiting) clearTimeout(timer);
  }

  private retryLater(payload: Record<string, unknown>, ts: string, retry: number, reason: string): void {
    const delay = this.timing.retryMs[retry - 1];
    if (delay === undefined || this.closed) return;
    const timer = setTimeout(async () => {
      this.waiting.delete(timer);
      const outcome = await this.attempt(payload, ts, retry, reason);
      if (!outcome.acknowledged && !outcome.noRetry) this.retryLater(payload, ts, retry + 1, outcome.reason);
    }, delay);
    this.waiting.add(timer);
  }
}
