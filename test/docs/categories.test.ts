import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { categories } from '../../workflows/categories.ts';

const rows = readFileSync('docs/categories.md', 'utf8')
  .split('\n')
  .flatMap((line) => {
    const [, name, meaning = '', repair = ''] = /^\| `([a-z-]+)` \| (.+?) \| (.+?) \|$/.exec(line) ?? [];
    return name === undefined ? [] : [{ name, meaning, repair }];
  });

describe('docs/categories.md', () => {
  it('explains each category of the code, in its order, and no other', () => {
    expect(rows.map(({ name }) => name)).toEqual([...categories]);
  });

  it('says of each what it means and how it is usually repaired', () => {
    expect(rows.filter(({ meaning, repair }) => meaning.length < 20 || repair.length < 20)).toEqual([]);
  });
});
