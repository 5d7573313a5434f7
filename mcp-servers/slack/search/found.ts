import type { Channel } from '../directory.ts';
import type { SlackMessage } from '../messages.ts';
import type { Term } from './query.ts';

export interface Hit {
  channel: Pick<Channel, 'id' | 'name'>;
  message: SlackMessage;
  /** Slack's own link, where it gave one. */
  permalink?: string;
}

export interface Asked {
  terms: Term[];
  since: Date;
  until: Date;
  /** Only these; every one that may be read where none is named. */
  channels: Channel[] | undefined;
}

/** What a way of searching found, newest first, and what it did not look at. */
export interface Found {
  hits: Hit[];
  /** There are more than these. */
  more: boolean;
  /** The method's name and what it reads, for the first line. */
  method: string;
  /** What this way does not cover, in a sentence. */
  notCovered: string;
  /** What should have been read and could not be. */
  notChecked: string[];
}

export const inWindow = (ts: string, { since, until }: Pick<Asked, 'since' | 'until'>): boolean => {
  const at = Number(ts) * 1_000;
  return at >= since.getTime() && at <= until.getTime();
};
