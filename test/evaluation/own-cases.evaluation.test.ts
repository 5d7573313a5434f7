import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { loadCase } from '../estate/load-case.ts';
import type { Attempt } from './attempt.ts';
import { evaluate } from './evaluate.ts';

/*
 * What an answer may never be, whatever share of them is right: `npm run test:evaluation`. How many are fully right is a
 * figure of `npm run eval`, which decides no test.
 */

jest.setTimeout(20 * 60_000);

const root = join(import.meta.dirname, '../cases');
const names = readdirSync(root).sort();
const attempts = new Map<string, Attempt>();

beforeAll(async () => {
  const cases = names.map((name) => join(root, name));
  const options = { cases, dirs: [root], model: 'rules' as const, repeat: 1, parallel: 2, noise: 0 };
  const hooks = {
    onAttempt: (attempt: Attempt) => void attempts.set(attempt.name, attempt),
    say: () => {},
    interrupted: new AbortController().signal,
  };
  await evaluate(options, hooks);
});

describe.each(names)('the investigation of %s', (name) => {
  const answered = () => {
    const outcome = attempts.get(name)?.outcome;
    if (outcome?.kind !== 'answered') throw new Error(`no diagnosis: ${outcome?.message ?? 'it was not begun'}`);
    return outcome;
  };

  it('quotes nothing that was not shown', () => {
    const { diagnosis } = answered();
    expect(diagnosis.evidence.filter(({ verified }) => !verified)).toEqual([]);
    if (diagnosis.verdict === 'incident') expect(diagnosis.evidence).not.toEqual([]);
  });

  it('blames no decoy', () => {
    const { score } = answered();
    expect(score.parts.noDecoy).not.toBe(false);
  });

  it('calls nothing healthy that is not, and nothing broken that is well or could not be read', async () => {
    const { expected } = await loadCase(join(root, name));
    const { diagnosis } = answered();
    if (expected.verdict !== 'incident') expect(diagnosis.verdict).toBe(expected.verdict);
    else expect(diagnosis.verdict).not.toBe('healthy');
  });
});
