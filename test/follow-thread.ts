import type { SlackWorld } from './estate/slack/system.ts';

/** Prints a thread as it grows: new messages whole, of an edited one what is new in it. */
export function follow(
  slack: Pick<SlackWorld, 'onMessage' | 'botUser' | 'people'>,
  say: (line: string) => void,
): () => void {
  const nameOf = (id: string) => slack.people.find((person) => person.id === id)?.name ?? id;
  const shown = new Map<string, Set<string>>();
  return slack.onMessage((message) => {
    const before = shown.get(message.ts) ?? new Set();
    const lines = (message.blocks ? message.blocks.flatMap(blockLines) : message.text.split('\n')).filter((l) =>
      l.trim(),
    );
    const fresh = lines.filter((line) => !before.has(line));
    shown.set(message.ts, new Set([...before, ...lines]));
    const who = message.user === slack.botUser || message.bot_id ? 'sre-agent' : nameOf(message.user ?? '');
    for (const [at, line] of fresh.entries()) say(`${at === 0 ? who.padEnd(11) : ' '.repeat(11)} ${line}`);
  });
}

/** The words of a Block Kit block, a line each. */
function blockLines(block: unknown): string[] {
  return texts(block).flatMap((text) => text.split('\n'));
}

function texts(part: unknown): string[] {
  if (Array.isArray(part)) return part.flatMap(texts);
  if (typeof part !== 'object' || part === null) return [];
  // Buttons are for the Slack page.
  if ('type' in part && part.type === 'actions') return [];
  if ('text' in part && typeof part.text === 'string') return [plain(part.text)];
  return Object.values(part).flatMap(texts);
}

/** mrkdwn as a terminal shows it. */
function plain(mrkdwn: string): string {
  return mrkdwn
    .replace(/<(https?:[^|>]+)\|([^>]+)>/g, '$2 ($1)')
    .replace(/<!date\^\d+\^[^|]*\|([^>]*)>/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
