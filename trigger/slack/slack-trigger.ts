import { setTimeout as sleep } from 'node:timers/promises';
import { HTTPReceiver, type Receiver, SocketModeReceiver } from '@slack/bolt';
import { WebClient, type WebClientOptions } from '@slack/web-api';
import type { TriggerConfig } from '../config.ts';
import type { Logger } from '../log.ts';
import type { Temporal } from '../temporal.ts';
import { boltLog } from './bolt-log.ts';
import { allowedChannels } from './channels.ts';
import { identityOf } from './identity.ts';
import { register as onMention } from './on-mention.ts';
import { register as onOpenIssue } from './on-open-issue.ts';
import { register as onStop } from './on-stop.ts';
import { type Outbound, outboundFrom } from './outbound.ts';
import { PatientApp } from './patient-app.ts';
import { timeZones } from './people.ts';

export interface SlackTrigger {
  /** Resolves when events arrive. @throws where Slack refuses the tokens. */
  start(): Promise<void>;
  /** Takes no more events and leaves what is not done to Slack's next delivery; five seconds at most. */
  stop(): Promise<void>;
}

/** Here, unlike in an activity, nobody else repeats a call: small replies are tried again for about half a minute. */
const replies: WebClientOptions = { retryConfig: { retries: 5, factor: 2, maxTimeout: 10_000 }, timeout: 10_000 };
/** While Slack waits for an acknowledgement there is time for one try. */
const lookUps: WebClientOptions = { retryConfig: { retries: 0 }, rejectRateLimitedCalls: true, timeout: 800 };
/** Opening the socket is tried for as long as it takes, at most ten seconds apart. */
const reconnects: WebClientOptions = {
  retryConfig: { forever: true, factor: 1.3, maxTimeout: 10_000 },
  timeout: 10_000,
};

interface Parts {
  temporal: Temporal;
  log: Logger;
  env?: NodeJS.ProcessEnv;
  /** How long after a mention its start is tried; the ten minutes that the thread is told about, shorter in tests. */
  patienceMs?: number;
}

const tenMinutes = 10 * 60_000;

/** The Bolt app with its listeners, over Socket Mode or HTTP. */
export function slackTrigger(
  { slack, temporalUiUrl }: TriggerConfig,
  { temporal, log, env = process.env, patienceMs = tenMinutes }: Parts,
): SlackTrigger {
  const shutdown = new AbortController();
  const outbound = outboundFrom(env, slack.apiUrl);
  const logger = boltLog(log);
  const quick = new WebClient(slack.botToken, { ...outbound.clientOptions, ...lookUps, logger });
  const { receiver, start, stop } = receiving(slack.receive, outbound, logger);
  const app = new PatientApp(
    {
      receiver,
      logger,
      authorize: identityOf(quick, slack.botToken),
      clientOptions: outbound.clientOptions,
      convoStore: false,
    },
    log,
  );
  const around = {
    temporal,
    uiUrl: temporalUiUrl,
    log,
    slack: new WebClient(slack.botToken, { ...outbound.clientOptions, ...replies, logger }),
    timeZoneOf: timeZones(quick, log),
    mayAnswerIn: allowedChannels(quick, slack.channels),
    patienceMs,
    stopping: shutdown.signal,
  };
  for (const register of [onMention, onOpenIssue, onStop]) register(app, around);
  return {
    start,
    stop: async () => {
      shutdown.abort(new Error('the trigger is stopping'));
      await app.settled(3_000);
      // A peer that does not answer the closing handshake must not keep the program alive.
      await Promise.race([stop(), sleep(2_000, undefined, { ref: false })]);
    },
  };
}

interface Receiving {
  receiver: Receiver;
  start(): Promise<void>;
  stop(): Promise<void>;
}

function receiving(
  how: TriggerConfig['slack']['receive'],
  { clientOptions, dispatcher }: Outbound,
  logger: ReturnType<typeof boltLog>,
): Receiving {
  if (how.kind === 'socket') {
    const receiver = new SocketModeReceiver({
      appToken: how.appToken,
      dispatcher,
      logger,
      installerOptions: { clientOptions: { ...clientOptions, ...reconnects } },
    });
    return {
      receiver,
      start: async () => void (await receiver.start()),
      // Bolt's own stop does not wait for the connection to be closed.
      stop: async () => void (await receiver.client.disconnect()),
    };
  }
  const receiver = new HTTPReceiver({
    signingSecret: how.signingSecret,
    port: how.port,
    endpoints: '/slack/events',
    logger,
    unhandledRequestTimeoutMillis: 2_700,
    // What was left unacknowledged on purpose: any answer that is no success makes Slack deliver it again.
    unhandledRequestHandler: ({ response }) => {
      if (!response.headersSent) response.writeHead(503).end();
    },
  });
  return {
    receiver,
    start: async () => void (await receiver.start(how.port)),
    stop: () => receiver.stop(),
  };
}
