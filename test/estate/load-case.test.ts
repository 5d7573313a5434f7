import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { CaseError } from './case.ts';
import { caseFolder } from './case-folder.ts';
import { loadCase } from './load-case.ts';

const shared = join(import.meta.dirname, '../../../shared/cases');
const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0)) await clean();
});

async function folder(files: Record<string, string>): Promise<string> {
  const { dir, remove } = await caseFolder(files);
  cleanups.push(remove);
  return dir;
}

async function refusal(files: Record<string, string>): Promise<{ file: string; line?: number; problem: string }> {
  const dir = await folder(files);
  const error: unknown = await loadCase(dir).catch((thrown: unknown) => thrown);
  if (!(error instanceof CaseError)) throw new Error(`expected a CaseError, got ${String(error)}`);
  const place = `${error.file}${error.line === undefined ? '' : `:${error.line}`}: `;
  return { file: error.file.slice(dir.length + 1), line: error.line, problem: error.message.slice(place.length) };
}

const head = "title: t\nnow: '2026-05-12T09:40:00Z'\nrequest: why?\n";
const expected = 'expected:\n  verdict: healthy\n  cause: [[fine]]\n';

describe('a case', () => {
  it('is read with its defaults', async () => {
    const dir = await folder({ 'case.yaml': head + expected, 'SOURCE.txt': 'made up' });
    expect(await loadCase(dir)).toEqual({
      dir,
      title: 't',
      now: '2026-05-12T09:40:00Z',
      request: 'why?',
      channel: 'incidents',
      denied: [],
      expected: { verdict: 'healthy', cause: [['fine']] },
    });
  });

  it('may name the channel, an alert, services and what is denied', async () => {
    const dir = await folder({
      'case.yaml': `${head}channel: '#shop'\nalert: {monitor: 5xx}\nservices: {services: {checkout: {}}}\n${expected}`,
      'denied.yaml':
        "- {kubernetes: 'list pods in payments', status: 403}\n- {aws: 'logs:StartQuery', error: AccessDeniedException}\n" +
        '- {github: acme/shop, status: 404}\n- {system: aws, timeout: true}\n',
    });
    expect(await loadCase(dir)).toMatchObject({
      channel: 'shop',
      alert: { monitor: '5xx' },
      services: { services: { checkout: {} } },
      denied: [{ status: 403 }, { error: 'AccessDeniedException' }, { status: 404 }, { system: 'aws', timeout: true }],
    });
  });

  it.each<[string, Record<string, string>, string, number | undefined, RegExp]>([
    ['an unknown key', { 'case.yaml': `${head}chanel: x\n${expected}` }, 'case.yaml', 4, /did you mean 'channel'/],
    ['an unknown expectation', { 'case.yaml': `${head + expected}  objets: []\n` }, 'case.yaml', 7, /'objects'/],
    ['a missing key', { 'case.yaml': `title: t\n${expected}` }, 'case.yaml', 1, /^now: /],
    ['a time without zone', { 'case.yaml': head.replace('00Z', '00') + expected }, 'case.yaml', 2, /^now: /],
    [
      'a broken expression',
      { 'case.yaml': `${head + expected}  must_not:\n  - 'a('\n` },
      'case.yaml',
      8,
      /Unterminated/,
    ],
    [
      'an unknown category',
      { 'case.yaml': `${head + expected}  category: out-of-memry\n` },
      'case.yaml',
      7,
      /'out-of-memory'/,
    ],
    [
      'an unknown verdict',
      { 'case.yaml': `${head}expected:\n  verdict: bad\n  cause: []\n` },
      'case.yaml',
      5,
      /verdict/,
    ],
    ['a short commit', { 'case.yaml': `${head + expected}  commit: abc1234\n` }, 'case.yaml', 7, /full SHA/],
    [
      'a malformed object',
      { 'case.yaml': `${head + expected}  objects:\n  - pod/a\n` },
      'case.yaml',
      8,
      /Kind\/namespace/,
    ],
    [
      'services that no team could have',
      { 'case.yaml': `${head}services:\n  services:\n    cart: {repositories: [acme/cart]}\n${expected}` },
      'case.yaml',
      6,
      /repositories/,
    ],
    ['broken YAML', { 'case.yaml': `${head}alert: {a: [1}\n` }, 'case.yaml', 4, /not YAML/],
    ['a key that is given twice', { 'case.yaml': `${head}title: u\n${expected}` }, 'case.yaml', 4, /unique/],
    ['an unknown folder', { 'kubernets/x.yaml': '' }, 'kubernets', undefined, /did you mean 'kubernetes'/],
    ['an unknown file', { 'notes.md': '' }, 'notes.md', undefined, /unknown file 'notes.md'/],
    ['a denial of nothing', { 'denied.yaml': '- {status: 403}\n' }, 'denied.yaml', 1, /./],
    [
      'a mistyped denial',
      { 'denied.yaml': '- {github: a/b}\n- {github: a/b, staus: 404}\n' },
      'denied.yaml',
      2,
      /'status'/,
    ],
    [
      'a malformed denial',
      { 'denied.yaml': '- {kubernetes: pods, status: 403}\n' },
      'denied.yaml',
      1,
      /<verb> <resource>/,
    ],
  ])('with %s is refused by file, line and problem', async (_what, files, file, line, problem) => {
    const refused = await refusal(files);
    expect({ file: refused.file, line: refused.line }).toEqual({ file, line });
    expect(refused.problem).toMatch(problem);
  });

  it('needs a case.yaml and a folder', async () => {
    await expect(loadCase('/nowhere/case')).rejects.toThrow('/nowhere/case: there is no such folder');
  });
});

(existsSync(shared) ? describe : describe.skip)('the shared cases', () => {
  it.each(existsSync(shared) ? readdirSync(shared) : [''])('%s keeps to the format', async (name) => {
    expect((await loadCase(join(shared, name))).request).not.toBe('');
  });
});
