import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const caseYaml = `title: a test
now: '2026-05-12T09:40:00Z'
request: why is checkout failing?
expected:
  verdict: incident
  cause: [[checkout]]
`;

/** A case written for one test: paths to contents; `case.yaml` is there unless it is given. Remove it when done. */
export async function caseFolder(
  files: Record<string, string> = {},
): Promise<{ dir: string; remove(): Promise<void> }> {
  const dir = await mkdtemp(join(tmpdir(), 'case-'));
  for (const [path, content] of Object.entries({ 'case.yaml': caseYaml, ...files })) {
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await writeFile(join(dir, path), content);
  }
  return { dir, remove: () => rm(dir, { recursive: true, force: true }) };
}
