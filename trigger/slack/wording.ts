import { redact } from '../../mcp-servers/runtime/redact.ts';
import type { IssueOutcome } from '../start-issue.ts';

/** What the trigger itself says in a thread, as mrkdwn. */

export const help = (bot: string) =>
  [
    `Ask me what is wrong, and I look at the clusters, the cloud, the logs and the recent changes. For example:`,
    `• <@${bot}> why is checkout failing?`,
    `• <@${bot}> what changed in payments since 09:30?`,
    `• <@${bot}> is the orders queue healthy in prod-eu?`,
    'A service, a time and an error text help. With `--model rules` I go without a language model. I only read; I change nothing.',
  ].join('\n');

export const alreadyRunning = (link: string) =>
  `:hourglass_flowing_sand: This thread is being investigated already: <${link}|follow the run>. Its answer comes here. To ask something else, stop that one or mention me in a new thread.`;

export const notStarted = (why: string) =>
  `:x: *I could not start an investigation.* ${why} Nothing was looked at. Mention me again in this thread to try again.`;

export const temporalAway = 'Temporal, which runs the investigations, could not be reached for ten minutes.';
/** The reason is a server's text: escaped, so that it mentions nobody. */
export const temporalRefused = (reason: string) =>
  `Temporal refused it: ${redact(reason).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')}.`;

export const stopping = ':black_square_for_stop: Stopping. What had been found until now comes into the thread.';
export const stoppedAlready = 'This investigation has ended already; there is nothing to stop.';
export const notStopped =
  ':x: The stop did not get through, because Temporal cannot be reached. The investigation goes on; try again in a minute.';

/** Only who clicked reads it. */
export function issueWord(outcome: IssueOutcome, repository: string): string {
  switch (outcome.kind) {
    case 'started':
      return `:memo: Opening an issue in \`${repository}\`. The link comes into the thread.`;
    case 'running':
      return 'Somebody has clicked already: the link comes into the thread.';
    case 'opened':
      return `This issue has been opened already${outcome.url ? `: <${outcome.url}>` : '; the link is in the thread'}.`;
    case 'expired':
      return ':x: This investigation is past the retention of Temporal, so its diagnosis can no longer be read. Mention me again to have a new one.';
    case 'undiagnosed':
      return ':x: This investigation has no diagnosis that I can read. Mention me again to have a new one.';
  }
}

export const issueNotAsked =
  ':x: The click did not get through, because Temporal cannot be reached. No issue was opened; try again in a minute.';
