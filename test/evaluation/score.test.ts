import { existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { Expected } from '../estate/case.ts';
import { readRepositories } from '../estate/github/read-repositories.ts';
import { loadCase } from '../estate/load-case.ts';
import { filesBelow } from '../estate/read-file.ts';
import { exampleOf } from './example-of.ts';
import { alwaysHealthy, blameTheLatest, dump, echo, oracle, type World } from './reports.ts';
import { type Parts, scoreOf } from './score.ts';

const roots = [join(import.meta.dirname, '../cases'), join(import.meta.dirname, '../../../shared/cases')].filter(
  existsSync,
);
const folders = roots.flatMap((root) => readdirSync(root).map((name): [string, string] => [name, join(root, name)]));

async function worldOf(dir: string): Promise<World> {
  const repositories = await readRepositories(dir);
  const commits = repositories.flatMap(({ fullName, data }) =>
    data.commits.map((one) => ({ ...one, repository: fullName })),
  );
  const files = (await filesBelow(dir)).filter(
    (file) => file !== 'case.yaml' && /\.(?:log|jsonl|ya?ml|json)$/.test(file),
  );
  const texts = await Promise.all(files.map((file) => readFile(join(dir, file), 'utf8')));
  return { incident: await loadCase(dir), commits, shown: texts.join('\n') };
}

describe.each(folders)('of %s', (_name, dir) => {
  it('the oracle is fully right', async () => {
    const world = await worldOf(dir);
    expect(scoreOf(oracle(world), world.incident.expected).wrong).toEqual([]);
  });

  it('an answer that needs no look at it is wrong', async () => {
    const world = await worldOf(dir);
    const { expected } = world.incident;
    const blind = {
      echo: echo(world),
      dump: dump(world),
      ...(expected.verdict === 'healthy' ? {} : { alwaysHealthy: alwaysHealthy() }),
    };
    const right = Object.entries(blind).filter(([, report]) => scoreOf(report, expected).right);
    expect(right.map(([name]) => name)).toEqual([]);
  });

  it('the newest change is blamed rightly only where it did it', async () => {
    const world = await worldOf(dir);
    const report = blameTheLatest(world);
    const { right, parts } = scoreOf(report, world.incident.expected);
    if (report.suspectChange?.sha !== world.incident.expected.commit) expect(right).toBe(false);
    if (world.incident.expected.commit === 'none' && report.suspectChange) expect(parts.commit).toBe(false);
  });
});

describe('a score', () => {
  const expected: Expected = {
    verdict: 'incident',
    cause: [['pool'], ['exhaust', 'used up']],
    category: 'connection-pool-exhausted',
    objects: ['Deployment/shop/cart', 'Pod/shop/cart-1'],
    commit: 'a'.repeat(40),
    must_not: ['\\bdns\\b'],
  };
  const right = {
    verdict: 'incident' as const,
    rootCause: 'Deployment/shop/cart: its Pool is used up',
    category: 'connection-pool-exhausted' as const,
    faultyObjects: ['Pod/shop/cart-1'],
    suspectChange: { repository: 'acme/shop', sha: 'a'.repeat(40), why: 'it shrank the pool' },
  };

  it('is right where nothing is wrong', () => {
    expect(scoreOf(right, expected)).toMatchObject({ right: true, wrong: [], objectInThree: true });
  });

  it.each<[keyof Parts, Partial<Parameters<typeof scoreOf>[0]>, string]>([
    ['verdict', { verdict: 'healthy' }, 'verdict healthy, expected incident'],
    ['cause', { rootCause: 'its pool is small' }, 'the root cause matches none of /exhaust/ /used up/'],
    [
      'object',
      { faultyObjects: ['Pod/shop/web-1', 'Pod/shop/cart-1'] },
      'first object Pod/shop/web-1 is none of those expected',
    ],
    ['commit', { suspectChange: undefined }, `suspect change none, expected ${'a'.repeat(40)}`],
    ['category', { category: 'dns' }, 'category dns, expected connection-pool-exhausted'],
    ['noDecoy', { rootCause: 'the pool is used up by DNS' }, 'the root cause names the decoy /\\bdns\\b/'],
  ])('whose %s is wrong says so, and nothing else', (part, difference, words) => {
    const score = scoreOf({ ...right, ...difference }, expected);
    expect(score).toMatchObject({ right: false, wrong: [words], parts: { [part]: false } });
  });

  it('leaves out what the case does not give', () => {
    const given: Expected = { verdict: 'incident', cause: [['pool']] };
    const { right: all, parts, objectInThree } = scoreOf({ ...right, category: 'dns', faultyObjects: [] }, given);
    expect({ all, parts, objectInThree }).toEqual({
      all: true,
      parts: {
        verdict: true,
        cause: true,
        object: undefined,
        commit: undefined,
        category: undefined,
        noDecoy: undefined,
      },
      objectInThree: undefined,
    });
  });

  it('counts an object among the first three beside the first', () => {
    const report = { ...right, faultyObjects: ['Pod/shop/web-1', 'Pod/shop/web-2', 'Deployment/shop/cart'] };
    expect(scoreOf(report, expected)).toMatchObject({ right: false, parts: { object: false }, objectInThree: true });
  });

  it('takes a shortened SHA for its commit, and any for wrong where none did it', () => {
    const short = { ...right, suspectChange: { ...right.suspectChange, sha: 'aaaaaaa' } };
    expect(scoreOf(short, expected).parts.commit).toBe(true);
    expect(scoreOf(short, { ...expected, commit: 'none' }).parts.commit).toBe(false);
    expect(scoreOf({ ...right, suspectChange: undefined }, { ...expected, commit: 'none' }).parts.commit).toBe(true);
  });
});

it.each(['a|b', '(?:not )?found', 'v2\\.1', '\\b80\\b', 'does ?n.t', '[- ]skew', 'x{3}', 'a+b*'])(
  'an example of /%s/ matches it',
  (source) => {
    expect(exampleOf(source)).toMatch(new RegExp(source, 'i'));
  },
);
