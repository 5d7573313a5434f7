import type { WebClient } from '@slack/web-api';
import type { Logger } from '../log.ts';

const remembered = 1_000;

/** Time zones of people as Slack has them. One that cannot be had quickly is left out: a mention waits for it. */
export function timeZones(client: WebClient, log: Logger): (user: string) => Promise<string | undefined> {
  const known = new Map<string, string | undefined>();
  return async (user) => {
    if (known.has(user)) return known.get(user);
    try {
      const { user: person } = await client.users.info({ user });
      if (known.size >= remembered) known.clear();
      known.set(user, person?.tz);
      return person?.tz;
    } catch (error) {
      log.info({ err: error, user }, "the asker's time zone is not known");
      return undefined;
    }
  };
}
