import { afterEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { caseFolder } from './case-folder.ts';
import { filesBelow, readCsv, readJson, readJsonLines, readYamlDocuments } from './read-file.ts';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0)) await clean();
});

async function file(content: string, name = 'file'): Promise<string> {
  const { dir, remove } = await caseFolder({ [name]: content });
  cleanups.push(remove);
  return `${dir}/${name}`;
}

const commit = z.strictObject({ sha: z.string(), files: z.array(z.strictObject({ path: z.string() })).optional() });

describe('JSON', () => {
  it('that is missing is undefined', async () => {
    expect(await readJson('/nowhere/a.json', commit)).toBeUndefined();
  });

  it.each([
    ['{\n "sha": "a",\n "files": [\n  {"path": 1}\n ]\n}', 4, 'files.0.path: '],
    ['{\n "sha": "a",\n "file": []\n}', 3, "unknown key 'file', did you mean 'files'?"],
    ['{\n "sha": "a",\n}', 3, 'not JSON: '],
    ['{\n "sha":\n', 3, 'not JSON: '],
  ])('%j is refused at line %d', async (content, line, problem) => {
    const path = await file(content);
    const refused = readJson(path, commit);
    await expect(refused).rejects.toThrow(`${path}:${line}: `);
    await expect(refused).rejects.toThrow(problem);
  });
});

describe('JSON lines', () => {
  it('know where they stand', async () => {
    expect(await readJsonLines(await file('{"sha": "a"}\n\n{"sha": "b"}\n'), commit)).toEqual([
      { line: 1, value: { sha: 'a' } },
      { line: 3, value: { sha: 'b' } },
    ]);
  });

  it.each([['{"sha": "a"}\n{"sha": 2}'], ['{"sha": "a"}\n{"sha"\n']])('%j is refused at line 2', async (content) => {
    const path = await file(content);
    await expect(readJsonLines(path, commit)).rejects.toThrow(`${path}:2: `);
  });
});

describe('comma-separated values', () => {
  const header = ['name', 'value'] as const;

  it('may quote', async () => {
    expect(await readCsv(await file('name,value\n"a,""b""",1\n\nc,\n'), header)).toEqual([
      { line: 2, value: { name: 'a,"b"', value: '1' } },
      { line: 4, value: { name: 'c', value: '' } },
    ]);
  });

  it.each([
    ['name\na\n', 1, "the header is 'name', expected 'name,value'"],
    ['name,value\na,1\nb,2,3\n', 3, '3 columns, expected 2'],
  ])('%j is refused at line %d', async (content, line, problem) => {
    const path = await file(content);
    await expect(readCsv(path, header)).rejects.toThrow(`${path}:${line}: ${problem}`);
  });
});

describe('YAML documents', () => {
  it('know where they begin', async () => {
    expect(await readYamlDocuments(await file('# first\na: 1\n---\n---\nb: 2\n', 'a.yaml'))).toEqual([
      { line: 2, value: { a: 1 } },
      { line: 5, value: { b: 2 } },
    ]);
  });
});

describe('the files of a folder', () => {
  it('are relative, sorted and deep', async () => {
    const { dir, remove } = await caseFolder({ 'b/c/d.txt': '', 'b/a.txt': '' });
    cleanups.push(remove);
    expect(await filesBelow(`${dir}/b`)).toEqual(['a.txt', 'c/d.txt']);
    expect(await filesBelow(`${dir}/none`)).toEqual([]);
  });
});
