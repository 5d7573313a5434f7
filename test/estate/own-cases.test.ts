import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readRepositories } from './github/read-repositories.ts';
import { loadCase } from './load-case.ts';

const test = join(import.meta.dirname, '..');
const casesIn = (folder: string): string[] => readdirSync(join(test, folder)).map((name) => join(folder, name));

describe.each(['cases', 'exam/first', 'exam/second', 'exam/third'].flatMap(casesIn))('our case %s', (name) => {
  const dir = join(test, name);
  const files = readdirSync(dir, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

  it('is in the format, and small', async () => {
    await loadCase(dir);
    expect(files.reduce((sum, file) => sum + statSync(file).size, 0)).toBeLessThan(600_000);
  });

  it('holds the commit and the objects that it expects', async () => {
    const { expected } = await loadCase(dir);
    const repositories = await readRepositories(dir);
    if (expected.commit !== undefined && expected.commit !== 'none') {
      expect(repositories.flatMap(({ data }) => data.commits.map(({ sha }) => sha))).toContain(expected.commit);
    }
    const text = files
      .filter((file) => !file.endsWith('case.yaml'))
      .map((file) => readFileSync(file, 'utf8'))
      .join('\n');
    for (const object of expected.objects ?? []) {
      if (object.startsWith('github:')) {
        expect(repositories.map(({ fullName }) => `github:${fullName}`)).toContain(object);
      } else expect(text).toContain(object.split('/').at(-1));
    }
  });

  it('gives its answer away nowhere', async () => {
    const { title } = await loadCase(dir);
    for (const file of files.filter((one) => !one.endsWith('case.yaml'))) {
      expect(readFileSync(file, 'utf8')).not.toContain(title);
    }
  });
});

it('has the four that the project promises', () => {
  const promised = ['ecs-image-pull', 'healthy', 'pool-exhausted', 'unreadable'].map((name) => join('cases', name));
  expect(casesIn('cases')).toEqual(expect.arrayContaining(promised));
});
