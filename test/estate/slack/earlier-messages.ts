import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { CaseError } from '../case.ts';
import { slackId } from './people.ts';
import { tsOf, type Workspace } from './workspace.ts';

const instant = z.iso.datetime({ offset: true });
const earlierMessages = z.array(
  z.strictObject({
    time: instant,
    user: z.string().min(1),
    bot: z.boolean().default(false),
    text: z.string(),
    thread: instant.optional(),
  }),
);

/** Reads a case's `slack/<channel>.json` files into the workspace; a case without the folder has said nothing yet. */
export async function loadEarlierMessages(caseDir: string, workspace: Workspace): Promise<void> {
  const files = await readdir(join(caseDir, 'slack')).catch(() => []);
  for (const file of files.filter((name) => name.endsWith('.json')).sort()) {
    await loadChannel(join(caseDir, 'slack', file), workspace);
  }
}

async function loadChannel(file: string, workspace: Workspace): Promise<void> {
  const channel = workspace.addChannel(basename(file, '.json'));
  const parsed = earlierMessages.safeParse(parseJson(file, await readFile(file, 'utf8')));
  if (!parsed.success) throw new CaseError(file, z.prettifyError(parsed.error));
  const tsOfTime = new Map<number, string>();
  const taken = new Set<string>();
  for (const { time, user, bot, text, thread } of parsed.data) {
    let microseconds = Date.parse(time) * 1_000;
    while (taken.has(tsOf(microseconds))) microseconds += 1;
    const ts = tsOf(microseconds);
    taken.add(ts);
    if (!tsOfTime.has(Date.parse(time))) tsOfTime.set(Date.parse(time), ts);
    const root = thread === undefined ? undefined : tsOfTime.get(Date.parse(thread));
    if (thread !== undefined && root === undefined) {
      throw new CaseError(file, `the message of ${time} answers ${thread}, where there is no message before it`);
    }
    const person = workspace.personNamed(user, bot);
    workspace.add(channel, {
      ts,
      channel: channel.id,
      user: person.id,
      text,
      ...(root !== undefined && { thread_ts: root }),
      ...(bot && { bot_id: slackId('B', user) }),
    });
  }
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CaseError(file, `not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}
