import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { commitSchema } from '../../estate/github/read-repositories.ts';
import { loadCase } from '../../estate/load-case.ts';
import { chatter, logLines, type Message, trail } from './chatter.ts';
import { interleaved, noisyCommits } from './commits.ts';
import { workloadName } from './dice.ts';
import { noisyObjects } from './workloads.ts';

/**
 * A copy of the case with `count` healthy workloads, stale warnings, unrelated commits, platform events, logs and chatter round
 * it; the case itself where `count` is 0. What is noisy says nothing of the incident, so the right answer stays the same.
 */
export async function withNoise(caseDir: string, count: number, copy: string): Promise<string> {
  if (count === 0) return caseDir;
  const { now, channel } = await loadCase(caseDir);
  await cp(caseDir, copy, { recursive: true });
  await Promise.all([
    addObjects(copy, count, now),
    addTrailAndLogs(copy, count, now),
    addCommits(copy, count, now),
    addChatter(copy, channel, count, now),
  ]);
  return copy;
}

async function addObjects(copy: string, count: number, now: string): Promise<void> {
  const contexts = join(copy, 'kubernetes', 'contexts');
  const [first] = existsSync(contexts) ? (await readdir(contexts)).sort() : [];
  const objects = first === undefined ? join(copy, 'kubernetes', 'objects') : join(contexts, first, 'objects');
  const items = noisyObjects(count, { now, withNodes: await hasNodes(objects) });
  await write(join(objects, 'zz-surroundings.json'), JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
}

async function hasNodes(objects: string): Promise<boolean> {
  const files = existsSync(objects) ? await readdir(objects) : [];
  const texts = await Promise.all(files.map((file) => readFile(join(objects, file), 'utf8')));
  return texts.some((text) => /^\s*"?kind"?: "?Node"?,?$/m.test(text));
}

/** In the first account and region, where the case has any AWS. */
async function addTrailAndLogs(copy: string, count: number, now: string): Promise<void> {
  const aws = join(copy, 'aws');
  if (!existsSync(aws)) return;
  const accounts = join(aws, 'accounts');
  const [account] = existsSync(accounts) ? (await readdir(accounts)).sort() : [];
  const [region] = account === undefined ? [] : (await readdir(join(accounts, account))).sort();
  const place = account !== undefined && region !== undefined ? join(accounts, account, region) : aws;
  const file = join(place, 'cloudtrail.jsonl');
  const own = existsSync(file) ? await readFile(file, 'utf8') : '';
  const records = trail(count, now, account ?? '112233445566', region ?? 'eu-west-1');
  await write(
    file,
    `${own.trimEnd()}${own.trim() ? '\n' : ''}${records.map((one) => JSON.stringify(one)).join('\n')}\n`,
  );
  const groups = Array.from({ length: Math.min(40, Math.ceil(count / 10)) }, (_, nth) => nth);
  for (const nth of groups) {
    const lines = logLines(nth, now).map((line) => JSON.stringify(line));
    await write(join(place, 'logs', 'platform', workloadName(nth), 'app.jsonl'), `${lines.join('\n')}\n`);
  }
}

/** Into each repository of the case, and one more beside them; a case without repositories stays without. */
async function addCommits(copy: string, count: number, now: string): Promise<void> {
  const github = join(copy, 'github');
  if (!existsSync(github)) return;
  const owners = (await readdir(github)).sort();
  const repositories = (
    await Promise.all(
      owners.map(async (owner) => (await readdir(join(github, owner))).map((name) => `${owner}/${name}`)),
    )
  ).flat();
  for (const repository of repositories) {
    const file = join(github, repository, 'commits.json');
    if (!existsSync(file)) continue;
    const own = commitSchema.array().parse(JSON.parse(await readFile(file, 'utf8')));
    const mixed = own.length > 0 ? interleaved(own, noisyCommits(count, now, repository)) : undefined;
    if (mixed) await write(file, JSON.stringify(mixed));
  }
  const beside = join(github, owners[0] ?? 'acme', 'platform-settings', 'commits.json');
  await write(beside, JSON.stringify(noisyCommits(count, now, 'platform-settings')));
}

async function addChatter(copy: string, channel: string, count: number, now: string): Promise<void> {
  const file = join(copy, 'slack', `${channel}.json`);
  const own: Message[] = existsSync(file) ? JSON.parse(await readFile(file, 'utf8')) : [];
  const all = [...own, ...chatter(count, now)].sort((a, b) => Date.parse(a.time) - Date.parse(b.time));
  await write(file, JSON.stringify(all));
}

async function write(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}
