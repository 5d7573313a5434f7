import { type Directory, isChannelId } from './directory.ts';
import { mentioned } from './message-lines.ts';
import type { SlackMessage } from './messages.ts';
import type { Names } from './mrkdwn.ts';
import type { Slack } from './slack.ts';

/** Names that are looked up for one answer; other people keep their ids. */
const mostPeople = 40;

/**
 * What the ids in messages are called. Where a scope is missing, or for somebody of another workspace, the id says it; a
 * channel that may not be read keeps its id, since its name may tell what it is about.
 */
export async function namesIn(messages: SlackMessage[], slack: Slack, signal: AbortSignal): Promise<Names> {
  const ids = new Set(messages.flatMap((message) => [message.user ?? [], mentioned(message)].flat()));
  const people = [...ids].filter((id) => /^[UW]/.test(id)).slice(0, mostPeople);
  const known = [
    ...people.map((id) => named(id, slack.directory, signal)),
    [...ids].some(isChannelId) ? channelNames(slack, signal) : [],
    [...ids].some((id) => id.startsWith('S')) ? groupNames(slack.directory, signal) : [],
  ];
  return new Map((await Promise.all(known)).flat());
}

async function named(id: string, directory: Directory, signal: AbortSignal): Promise<[string, string][]> {
  return unlessRefused(async () => [[id, (await directory.person(id, signal)).name]], signal);
}

async function channelNames(slack: Slack, signal: AbortSignal): Promise<[string, string][]> {
  return unlessRefused(
    async () => (await slack.readableChannels(signal)).map(({ id, name }): [string, string] => [id, name]),
    signal,
  );
}

async function groupNames(directory: Directory, signal: AbortSignal): Promise<[string, string][]> {
  return unlessRefused(async () => [...(await directory.userGroups(signal))], signal);
}

async function unlessRefused(
  look: () => Promise<[string, string][]>,
  signal: AbortSignal,
): Promise<[string, string][]> {
  try {
    return await look();
  } catch {
    signal.throwIfAborted();
    return [];
  }
}
