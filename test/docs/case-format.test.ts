import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Case, CaseError } from '../estate/case.ts';
import { loadCase } from '../estate/load-case.ts';

let folder: string;
let page: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'case-'));
  page = await readFile('docs/case-format.md', 'utf8');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const examples = (): string[] => [...page.matchAll(/^```yaml\n(.*?)^```/gms)].map(([, text = '']) => text);

async function loaded(caseYaml: string, deniedYaml = '[]'): Promise<Case> {
  await writeFile(join(folder, 'case.yaml'), caseYaml);
  await writeFile(join(folder, 'denied.yaml'), deniedYaml);
  return loadCase(folder);
}

describe('docs/case-format.md', () => {
  it('shows a case.yaml and a denied.yaml that are accepted', async () => {
    const [caseYaml = '', deniedYaml = ''] = examples();
    const incident = await loaded(caseYaml, deniedYaml);
    expect(incident.expected).toMatchObject({ verdict: 'incident', category: 'image-not-found', commit: 'none' });
    expect(incident.denied).toHaveLength(4);
  });

  it('explains every key that a case.yaml may have', async () => {
    const source = await readFile('test/estate/load-case.ts', 'utf8');
    const [, top = '', inner = ''] =
      /const caseSchema = z\.strictObject\(\{(.*?)expected: z\.strictObject\(\{(.*?)\n\}\);/s.exec(source) ?? [];
    const keys = [...keysAt(2, top), ...keysAt(4, inner).map((key) => `expected.${key}`)];
    expect(keys).toEqual(expect.arrayContaining(['now', 'expected.cause']));
    expect(keys.filter((key) => !page.includes(`| \`${key}\``))).toEqual([]);
  });

  it('refuses a key that it does not explain', async () => {
    const [caseYaml = ''] = examples();
    await expect(loaded(`${caseYaml}severity: high\n`)).rejects.toThrow(CaseError);
  });
});

const keysAt = (indent: number, source: string): string[] =>
  [...source.matchAll(new RegExp(`^ {${indent}}([a-z_]+):`, 'gm'))].map(([, key = '']) => key);
