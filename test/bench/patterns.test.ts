import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { columnOf } from './csv.ts';
import { groupingAccuracy } from './grouping-accuracy.ts';
import { patterns } from './patterns.ts';

describe('grouping accuracy', () => {
  it('counts a line as right only where its group is exactly the set of lines of its label', () => {
    expect(groupingAccuracy([1, 1, 2, 3], ['a', 'a', 'b', 'c'])).toBe(1);
    // One line too many in the first group makes all three wrong.
    expect(groupingAccuracy([1, 1, 1, 3], ['a', 'a', 'b', 'c'])).toBe(0.25);
    expect(groupingAccuracy([1, 2, 3, 4], ['a', 'a', 'b', 'c'])).toBe(0.5);
  });

  it('refuses lines and labels that are not as many', () => {
    expect(() => groupingAccuracy([1], ['a', 'b'])).toThrow('1 groups for 2 labels');
  });
});

describe('a CSV file', () => {
  it('has columns by name, with quotes, commas and line breaks in their values', () => {
    const text = 'Id,Content,EventId\r\n1,"said ""hi"", left",E1\r\n2,"two\nlines",E2\n3,,E3';
    expect(columnOf(text, 'Content')).toEqual(['said "hi", left', 'two\nlines', '']);
    expect(columnOf(text, 'EventId')).toEqual(['E1', 'E2', 'E3']);
    expect(() => columnOf(text, 'Level')).toThrow('no column Level among Id, Content, EventId');
  });
});

describe('the benchmark of log patterns', () => {
  let directory = '';
  afterEach(() => rm(directory, { recursive: true, force: true }));

  it('tells the accuracy of each system of a labelled set, their mean and the speed', async () => {
    directory = await mkdtemp(join(tmpdir(), 'sre-agent-bench-'));
    await mkdir(join(directory, 'Shop'));
    const log = join(directory, 'Shop', 'Shop_2k.log');
    await writeFile(log, 'INFO served 1\r\nINFO served 2\r\nERROR no stock\r\n');
    await writeFile(`${log}_structured.csv`, 'LineId,EventId\n1,E1\n2,E1\n3,E2\n');
    const { figures } = await patterns(directory);
    expect(figures.slice(0, 2)).toMatchObject([
      { what: 'Shop', measured: '1.000' },
      { what: 'mean accuracy', measured: '1.000', met: true },
    ]);
    expect(figures[2]?.what).toContain('lines a second');
  });

  it('says so where there is no labelled set', async () => {
    directory = await mkdtemp(join(tmpdir(), 'sre-agent-bench-'));
    await expect(patterns(directory)).rejects.toThrow('no <System>/<System>_2k.log');
  });
});
