import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Case, Denied } from '../case.ts';
import { Journal, listen } from '../system.ts';
import { type SlackWorld, slackSystem } from './system.ts';

export interface SlackUnderTest {
  world: SlackWorld;
  journal: Journal;
  url: string;
  env: Record<string, string>;
  close(): Promise<void>;
}

/** The estate's Slack alone, with the earlier messages given by channel. */
export async function startSlack({
  earlier = {},
  denied = [],
}: {
  earlier?: Record<string, unknown>;
  denied?: Denied[];
} = {}): Promise<SlackUnderTest> {
  const dir = await mkdtemp(join(tmpdir(), 'estate-slack-'));
  await mkdir(join(dir, 'slack'));
  for (const [channel, messages] of Object.entries(earlier)) {
    await writeFile(join(dir, 'slack', `${channel}.json`), JSON.stringify(messages));
  }
  const incident: Case = {
    dir,
    title: 'not shown',
    now: '2026-05-12T09:40:00Z',
    request: 'why is checkout failing?',
    channel: 'incidents',
    denied,
    expected: { verdict: 'incident', cause: [] },
  };
  const journal = new Journal();
  const system = await slackSystem(incident, journal).finally(() => rm(dir, { recursive: true }));
  const { url, close } = await listen(system, journal);
  system.listening?.(url);
  return { world: system.world, journal, url, env: system.env?.(url) ?? {}, close };
}
