import type { Case } from '../case.ts';
import { type Journal, NotServed, type System } from '../system.ts';
import type { FileObject } from './contract.ts';
import { type Delivered, Delivery, type DeliveryTiming, slackTiming } from './delivery.ts';
import { denialOf } from './denied.ts';
import { loadEarlierMessages } from './earlier-messages.ts';
import { HttpEvents } from './http-events.ts';
import type { Slack } from './method.ts';
import { pageRoutes } from './page.ts';
import type { Person } from './people.ts';
import { answerResponseUrl } from './response-url.ts';
import { SocketMode } from './socket-mode.ts';
import { Uploads } from './uploads.ts';
import { answerApi, botScopes, tokens } from './web-api.ts';
import { type Channel, Workspace } from './workspace.ts';
import { createWorld } from './world.ts';

/** A message of the estate's Slack, as `conversations.replies` gives it. */
export interface SlackMessage {
  ts: string;
  channel: string;
  /** Apps that post by a webhook have none. */
  user?: string;
  text: string;
  thread_ts?: string;
  bot_id?: string;
  blocks?: unknown[];
  attachments?: unknown[];
  metadata?: { event_type: string; event_payload: Record<string, unknown> };
  edited?: { user: string; ts: string };
  files?: FileObject[];
  /** `bot_message` of an app without a user, `channel_join`, `tombstone` of a deleted root. */
  subtype?: string;
  /** What an app without a user calls itself. */
  username?: string;
  hidden?: boolean;
  reactions?: { name: string; users: string[] }[];
  /** The only person who sees it; such a message is in no history. */
  ephemeral_for?: string;
}

export type MessageChange = 'posted' | 'edited' | 'deleted';

export interface MentionOptions {
  /** Id or handle; Maria Keller in Berlin by default. */
  user?: string;
  /** Id or name; the case's channel by default. */
  channel?: string;
  threadTs?: string;
  files?: FileObject[];
  /** An earlier message was edited and mentions the bot since. */
  edited?: boolean;
  /** Another bot wrote it. */
  botId?: string;
}

/** What a test or the demo does in the estate's Slack as a person would, and what it sees there. */
export interface SlackWorld {
  team: string;
  /** The bot's user id, for mentions. */
  botUser: string;
  people: Person[];
  channelId(name: string): string;
  /** A channel beside those of the case; the bot is in it unless told otherwise. */
  addChannel(name: string, options?: { withBot?: boolean; private?: boolean }): string;
  /** What the head of a channel says. */
  describe(channel: string, about: Pick<Channel, 'topic' | 'purpose' | 'bookmarks'>): void;
  pin(channel: string, ts: string): void;
  /** A group of people that can be mentioned as a whole. */
  userGroup(handle: string): string;
  /** A message as another app or Slack itself writes it, at its own time where `ts` says so. Returns its ts. */
  post(message: Partial<SlackMessage>, channel?: string): string;
  /** The author deletes it; a root that was answered leaves a tombstone. */
  delete(ts: string): void;
  /**
   * A person writes `@bot text`; delivered to the app as an `app_mention` event, and again where the app does not
   * acknowledge. Returns the message's ts when it is posted, before the app has seen it.
   */
  mention(text: string, options?: MentionOptions): Promise<string>;
  /** A person writes without a mention; nothing is delivered. Returns the message's ts. */
  say(text: string, options?: MentionOptions): string;
  /** Delivers the event of an earlier mention again, with Slack's retry number, as Slack does after no ack. */
  redeliver(ts: string, retry?: number): Promise<{ acknowledged: boolean }>;
  /** A person clicks a button of a message. */
  click(ts: string, actionId: string, user?: string): Promise<{ acknowledged: boolean }>;
  /** Every attempt to deliver an event whose outcome is known. */
  deliveries: Delivered[];
  /** How long Slack waits for an acknowledgement and before it tries again; tests shorten it. */
  timing: DeliveryTiming;
  /** From now on events and clicks go to this address, signed, after it echoed a challenge. */
  deliverTo(url: string, signingSecret?: string): Promise<void>;
  /** Resolves as soon as an app is connected over Socket Mode. */
  connected(): Promise<void>;
  /** Open Socket Mode connections. */
  connections(): number;
  /** Slack recycles the connections and says so; `drop` cuts them without a word. */
  disconnect(reason: 'warning' | 'refresh_requested' | 'drop'): void;
  /** Scopes of the bot token; taking one away makes its methods answer `missing_scope`. */
  scopes: Set<string>;
  /** Scopes of Maria's user token (`tokens.user`); none unless a test gives some. */
  userScopes: Set<string>;
  uploads: Uploads;
  /** Modals that the app opened. */
  views: Record<string, unknown>[];
  /** Messages that one person alone was shown. */
  ephemerals: SlackMessage[];
  /** All messages of a thread (root first), edits applied. */
  thread(channel: string, ts: string): SlackMessage[];
  channel(name: string): SlackMessage[];
  /** Called at every new, edited or deleted message. Returns the unsubscription. */
  onMessage(listener: (message: SlackMessage, change: MessageChange) => void): () => void;
}

/** Slack with its Web API, Socket Mode, HTTP events and a page for people, serving one case's channels. */
export async function slackSystem(incident: Case, _journal: Journal): Promise<System & { world: SlackWorld }> {
  const workspace = new Workspace();
  workspace.addChannel(incident.channel);
  await loadEarlierMessages(incident.dir, workspace);
  workspace.addChannel('site-reliability');

  let address = '';
  const socketMode = new SocketMode(workspace.appId);
  let route: SocketMode | HttpEvents = socketMode;
  const delivery = new Delivery(() => route, slackTiming);
  const slack: Slack = {
    workspace,
    scopes: new Set(botScopes),
    userScopes: new Set(),
    uploads: new Uploads(),
    url: () => address,
    socketUrl: () => socketMode.ticketUrl(address),
    triggers: new Map(),
    views: [],
  };
  const world = createWorld({
    incident,
    slack,
    delivery,
    socketMode,
    deliverTo: async (url, secret = tokens.signingSecret) => {
      const events = new HttpEvents(url, secret);
      await events.verify();
      route = events;
    },
  });
  const page = pageRoutes(world, slack, incident);

  return {
    name: 'slack',
    world,
    async handle(asked, answer) {
      const { pathname } = asked.url;
      if (pathname.startsWith('/api/')) {
        const denial = denialOf(incident.denied, pathname.slice('/api/'.length));
        if (denial === 'silence') return;
        if (denial) {
          answer.writeHead(denial.status, { 'content-type': 'application/json' });
          answer.end(JSON.stringify(denial.body));
          return;
        }
        return answerApi(asked, answer, slack);
      }
      if (pathname.startsWith('/response/')) return answerResponseUrl(asked, answer, slack);
      if (pathname.startsWith('/upload/')) return slack.uploads.receive(asked, answer);
      if (await page.serve(asked, answer)) return;
      throw new NotServed(`${asked.method} ${pathname}`);
    },
    upgrade: (raw, socket, head) => socketMode.upgrade(raw, socket, head),
    listening: (url) => {
      address = url;
    },
    env: (url) => ({
      SLACK_API_URL: `${url}/api/`,
      SLACK_BOT_TOKEN: tokens.bot,
      SLACK_APP_TOKEN: tokens.app,
      SLACK_SIGNING_SECRET: tokens.signingSecret,
    }),
    close() {
      delivery.close();
      socketMode.close();
      page.close();
    },
  };
}
