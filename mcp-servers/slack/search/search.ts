import { ToolError } from '../../runtime/tool-error.ts';
import type { Slack } from '../slack.ts';
import { byAssistantSearch } from './by-assistant-search.ts';
import { byHistory } from './by-history.ts';
import { bySearchMessages } from './by-search-messages.ts';
import type { Asked, Found } from './found.ts';

type Way = typeof bySearchMessages;

/** Milliseconds for which a refusal is believed: scopes are granted by hand, and rarely. */
const refusedFreshMs = 10 * 60_000;

/** A token that may not search: another way can still answer. Limits and outages are told to the caller instead. */
const noWay = new Set(['forbidden', 'unauthorized', 'not_allowed']);

/**
 * The best way of searching that the tokens have: search.messages, then Real-time Search, both by a user token alone, then
 * the history of the channels that the bot is in. What was refused is said with the answer, and tried again minutes later.
 */
export function searcher(slack: Slack): (asked: Asked, signal: AbortSignal) => Promise<Found> {
  const ways: { name: string; run: Way; refused?: { why: string; until: number } }[] = [
    { name: 'search.messages', run: bySearchMessages },
    { name: 'assistant.search.context', run: byAssistantSearch },
  ];
  return async (asked, signal) => {
    const { userApi } = slack;
    const refusals: string[] = [];
    for (const way of userApi ? ways : []) {
      if (!userApi) break;
      if (!way.refused || way.refused.until < Date.now()) {
        try {
          return await way.run(userApi, slack, asked, signal);
        } catch (error) {
          if (!(error instanceof ToolError) || !noWay.has(error.code)) throw error;
          const why = `${way.name}: ${error.hint ?? error.message}`;
          way.refused = { why, until: Date.now() + refusedFreshMs };
        }
      }
      refusals.push(way.refused.why);
    }
    const found = await byHistory(slack, asked, signal);
    return { ...found, notChecked: [...refusals.map((why) => `Slack: ${why}`), ...found.notChecked] };
  };
}
