/** A channel, or a thread in it. */
export interface Place {
  /** Id or name. */
  channel: string;
  threadTs?: string;
}

/** What an argument names: `#name`, an id, or a message's link as people paste it. */
export function placeOf(channel: string, threadTs?: string): Place {
  const link = /\/archives\/([A-Z0-9]+)(?:\/p(\d{10,})(\d{6}))?/.exec(channel);
  if (!link) return { channel, ...(threadTs !== undefined && { threadTs }) };
  const [, id = '', seconds, fraction] = link;
  const root = threadTs ?? /[?&]thread_ts=(\d+\.\d+)/.exec(channel)?.[1];
  const own = seconds === undefined ? undefined : `${seconds}.${fraction}`;
  const thread = root ?? own;
  return { channel: id, ...(thread !== undefined && { threadTs: thread }) };
}

/** The link that Slack's "Copy link" gives, made without asking for it. */
export function permalink(
  root: string,
  channel: string,
  { ts, thread_ts }: { ts: string; thread_ts?: string },
): string {
  const link = `${root}archives/${channel}/p${ts.replace('.', '')}`;
  return thread_ts === undefined || thread_ts === ts ? link : `${link}?thread_ts=${thread_ts}&cid=${channel}`;
}
