import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { packageRoot } from '../../worker/package-root.ts';
import type { SlackMessage } from '../estate/slack/system.ts';
import { running } from './running.ts';
import { submits } from './scripted.ts';
import type { Running } from './start-running.ts';

const item = (at: number): string =>
  `alarm ${at} of \`cart\` could not be read: <access> is | denied ${'x'.repeat(200)}`;
const notChecked = Array.from({ length: 12 }, (_, at) => item(at));

async function answered(all: Running, change: Record<string, unknown>): Promise<SlackMessage[]> {
  all.estate.model.script([submits(change)]);
  const run = await all.ask();
  await run.handle.result();
  return all.answers(run);
}

const filesOf = (messages: SlackMessage[]) => messages.flatMap(({ files }) => files ?? []);
const content = ({ estate }: Running): string => estate.slack.uploads.list.at(-1)?.content?.toString('utf8') ?? '';
const note = 'the whole is a file in this thread';

describe('a diagnosis that is longer than a message', () => {
  const start = running({ caseDir: join(packageRoot(), 'test', 'cases', 'healthy'), quick: true });

  it('is shared whole as a file before the message, which stays the last and says so', async () => {
    const all = await start();
    const messages = await answered(all, { notChecked });
    expect(messages).toHaveLength(3);
    expect(filesOf(messages.slice(1, 2))).toMatchObject([{ title: 'The whole diagnosis' }]);
    expect(JSON.stringify(messages.at(-1)?.blocks)).toContain(note);
    expect(content(all)).toContain('### Root cause');
    for (let at = 0; at < notChecked.length; at += 1)
      expect(content(all)).toContain(`- alarm ${at} of \\\`cart\\\` could`);
  });

  it.each([
    // The first message's answer is lost, too.
    ['the message', /chat\.postMessage/, 2],
    ['the file', /completeUploadExternal/, 1],
  ])('is shared once where the answer of Slack to %s is lost', async (_, match, times) => {
    const all = await start();
    all.estate.journal.fault({ system: 'slack', match, times, loseAnswer: true });
    const messages = await answered(all, { notChecked });
    expect(messages).toHaveLength(3);
    expect(filesOf(messages)).toHaveLength(1);
    expect(filesOf(messages.slice(-1))).toEqual([]);
  });

  it('is answered all the same where files may not be written, and names the run alone', async () => {
    const all = await start();
    all.estate.slack.scopes.delete('files:write');
    const messages = await answered(all, { notChecked });
    expect(messages).toHaveLength(2);
    expect(JSON.stringify(messages.at(-1)?.blocks)).toContain('more, in the run_');
    expect(JSON.stringify(messages.at(-1)?.blocks)).not.toContain(note);
  });

  it('holds no secret that the message does not show', async () => {
    const all = await start();
    const secret = `AKIA${'IOSFODNN7ABCDEFG'}`;
    await answered(all, { notChecked: [...notChecked, `seen ${secret}`] });
    expect(content(all)).toContain('seen ');
    expect(content(all)).not.toContain(secret);
  });

  it('is no file where the message holds all of it', async () => {
    const all = await start();
    const messages = await answered(all, {
      summary: 'The `cart` is <killed> & restarted.\n```\nOOMKilled\n```',
      notChecked: notChecked.slice(0, 2),
      nextSteps: [{ what: 'Roll *back*', command: "kubectl -n shop rollout undo 'deployment/cart'" }],
    });
    expect(messages).toHaveLength(2);
  });
});
