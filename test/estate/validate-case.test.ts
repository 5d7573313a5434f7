import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { caseFolder } from './case-folder.ts';
import { validateCase } from './validate-case.ts';

const own = join(import.meta.dirname, '../cases');
const shared = join(import.meta.dirname, '../../../shared/cases');
const folders = [own, shared]
  .filter(existsSync)
  .flatMap((dir) => readdirSync(dir).map((name): [string, string] => [name, join(dir, name)]));

describe('a whole case', () => {
  it.each(folders)('%s keeps to the format', async (_name, dir) => {
    expect((await validateCase(dir)).map(({ message }) => message)).toEqual([]);
  });

  it.each<[string, Record<string, string>, string]>([
    ['kubernetes', { 'kubernetes/objects/a.yaml': 'kind: Pod\n' }, 'kubernetes/objects/a.yaml'],
    ['aws', { 'aws/cloudtrail.jsonl': '{}\n{"eventName": \n' }, 'aws/cloudtrail.jsonl'],
    ['github', { 'github/acme/shop/commits.json': '[{"sha": 1}]' }, 'github/acme/shop/commits.json'],
    ['slack', { 'slack/incidents.json': '[{"text": 1}]' }, 'slack/incidents.json'],
  ])('whose %s folder breaks the format is refused by its file', async (_system, files, file) => {
    const folder = await caseFolder(files);
    try {
      const problems = await validateCase(folder.dir);
      expect(problems.map((problem) => problem.file.slice(folder.dir.length + 1))).toEqual([file]);
    } finally {
      await folder.remove();
    }
  });

  it('with several broken folders is told of each', async () => {
    const folder = await caseFolder({ 'kubernetes/x/y': '', 'slack/incidents.json': '{' });
    try {
      expect(await validateCase(folder.dir)).toHaveLength(2);
    } finally {
      await folder.remove();
    }
  });
});
