import type { WebClient } from '@slack/web-api';
import type { Logger } from '../log.ts';
import type { Temporal } from '../temporal.ts';

/** What every listener may use. */
export interface Surroundings {
  temporal: Temporal;
  /** Root of the Temporal UI. */
  uiUrl: string;
  log: Logger;
  /** For replies. Bolt's own adds `team_id` to every call, which a workspace's token does not need. */
  slack: WebClient;
  timeZoneOf(user: string): Promise<string | undefined>;
  mayAnswerIn(channel: string): Promise<boolean>;
  /** How long after a mention its start is tried, in milliseconds. */
  patienceMs: number;
  /** Fires when the program ends: what is not done is left to Slack's next delivery. */
  stopping: AbortSignal;
}
