import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Case, Denied } from '../case.ts';
import { Journal, listen } from '../system.ts';
import { awsSystem } from './system.ts';

export interface AwsUnderTest {
  url: string;
  env: Record<string, string>;
  journal: Journal;
  /** What an SDK client is made with. */
  client: { endpoint: string; region: string; credentials: { accessKeyId: string; secretAccessKey: string } };
  close(): Promise<void>;
}

export const now = '2026-05-12T09:40:00Z';

/**
 * The estate's AWS alone, serving the given files (path below `aws/` to content; anything but text becomes JSON) or the
 * folder of a whole case.
 */
export async function startAws(
  content: Record<string, unknown> | { dir: string },
  { denied = [], at = now }: { denied?: Denied[]; at?: string } = {},
): Promise<AwsUnderTest> {
  const given = 'dir' in content && typeof content.dir === 'string' ? content.dir : undefined;
  const dir = given ?? (await mkdtemp(join(tmpdir(), 'estate-aws-')));
  if (given === undefined) await writeAll(join(dir, 'aws'), content);
  const incident: Case = {
    dir,
    title: 'not shown',
    now: at,
    request: 'why is checkout failing?',
    channel: 'incidents',
    denied,
    expected: { verdict: 'incident', cause: [] },
  };
  const journal = new Journal();
  const system = await awsSystem(incident, journal).finally(() =>
    given === undefined ? rm(dir, { recursive: true, force: true }) : undefined,
  );
  const { url, close } = await listen(system, journal);
  const env = system.env?.(url) ?? {};
  const credentials = { accessKeyId: env.AWS_ACCESS_KEY_ID ?? '', secretAccessKey: env.AWS_SECRET_ACCESS_KEY ?? '' };
  return { url, env, journal, client: { endpoint: url, region: env.AWS_REGION ?? '', credentials }, close };
}

async function writeAll(root: string, files: Record<string, unknown>): Promise<void> {
  await mkdir(root, { recursive: true });
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), typeof content === 'string' ? content : JSON.stringify(content));
  }
}

/** Lines of a log stream: seconds before `now` and the message. */
export function logStream(...lines: [secondsAgo: number, message: string][]): string {
  const end = Date.parse(now);
  return lines.map(([ago, message]) => JSON.stringify({ timestamp: end - ago * 1_000, message })).join('\n');
}
