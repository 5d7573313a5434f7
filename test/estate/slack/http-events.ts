import { createHmac, randomUUID } from 'node:crypto';
import type { Attempt, Outcome, Route } from './delivery.ts';

/** Slack's side of the HTTP Events API and interactivity: signed requests to the app's address. */
export class HttpEvents implements Route {
  private readonly url: string;
  private readonly signingSecret: string;

  constructor(url: string, signingSecret: string) {
    this.url = url;
    this.signingSecret = signingSecret;
  }

  /** What Slack does when the address is entered: it has to echo a challenge. @throws if it does not. */
  async verify(): Promise<void> {
    const challenge = randomUUID();
    const body = JSON.stringify({ token: 'verification', challenge, type: 'url_verification' });
    const response = await this.post(body, 'application/json', {}, 3_000);
    const echoed = await response.text();
    if (!response.ok || !echoed.includes(challenge)) {
      throw new Error(`${this.url} answered the url_verification with ${response.status} ${echoed.slice(0, 200)}`);
    }
  }

  async send({ kind, payload, retry, reason }: Attempt, ackMs: number): Promise<Outcome> {
    const json = JSON.stringify(payload);
    const retries: Record<string, string> =
      retry > 0 ? { 'x-slack-retry-num': String(retry), 'x-slack-retry-reason': reason } : {};
    try {
      const response =
        kind === 'events_api'
          ? await this.post(json, 'application/json', retries, ackMs)
          : await this.post(
              new URLSearchParams({ payload: json }).toString(),
              'application/x-www-form-urlencoded',
              {},
              ackMs,
            );
      const text = await response.text();
      if (response.ok) return { acknowledged: true, response: text };
      return { acknowledged: false, reason: 'http_error', noRetry: response.headers.get('x-slack-no-retry') === '1' };
    } catch (error) {
      const timedOut = error instanceof DOMException && error.name === 'TimeoutError';
      return { acknowledged: false, reason: timedOut ? 'http_timeout' : 'connection_failed' };
    }
  }

  private post(body: string, type: string, headers: Record<string, string>, timeoutMs: number): Promise<Response> {
    const timestamp = String(Math.floor(Date.now() / 1_000));
    return fetch(this.url, {
      method: 'POST',
      body,
      signal: AbortSignal.timeout(timeoutMs),
      headers: {
        'content-type': type,
        'x-slack-request-timestamp': timestamp,
        'x-slack-signature': signature(this.signingSecret, timestamp, body),
        ...headers,
      },
    });
  }
}

/** https://docs.slack.dev/authentication/verifying-requests-from-slack */
export function signature(secret: string, timestamp: string, body: string): string {
  return `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
}
