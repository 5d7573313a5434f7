import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const pages = [
  ...readdirSync('.').filter((name) => name.endsWith('.md')),
  ...readdirSync('docs')
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
];

const withoutCode = (text: string): string => text.replace(/^```.*?^```/gms, '').replace(/`[^`\n]*`/g, '');

/** Where a link leads: Markdown's own, and the `src`, `srcset` and `href` of HTML. */
function linksOf(text: string): string[] {
  const markdown = [...text.matchAll(/\]\(([^)\s]+)(?:\s"[^"]*")?\)/g)];
  const html = [...text.matchAll(/\b(?:src|srcset|href)="([^"]+)"/g)];
  return [...markdown, ...html].map(([, target = '']) => target);
}

/** The anchors that GitHub gives to a page's headings. */
function anchorsOf(text: string): string[] {
  return [...withoutFences(text).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(' ', '-'),
  );
}
const withoutFences = (text: string): string => text.replace(/^```.*?^```/gms, '');

describe('the pages that a newcomer reads', () => {
  it('are there', () => {
    expect(pages).toEqual(expect.arrayContaining(['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md']));
    expect(pages.length).toBeGreaterThan(7);
  });

  it.each(pages)('%s leads nowhere that does not exist', (page) => {
    const broken = linksOf(withoutCode(readFileSync(page, 'utf8'))).filter((link) => {
      if (/^(?:https?|mailto):/.test(link)) return false;
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? page : join(dirname(page), path);
      if (!existsSync(target)) return true;
      if (anchor === undefined || statSync(target).isDirectory() || !target.endsWith('.md')) return false;
      return !anchorsOf(readFileSync(target, 'utf8')).includes(anchor);
    });
    expect(broken).toEqual([]);
  });

  it.each(pages)('%s names only files and folders that exist', (page) => {
    const paths = [
      ...readFileSync(page, 'utf8').matchAll(
        /`((?:workflows|activities|mcp-servers|worker|trigger|test|deploy|docs)\/[\w./-]*)`/g,
      ),
    ];
    const missing = paths.map(([, path = '']) => path).filter((path) => !existsSync(path));
    expect(missing).toEqual([]);
  });

  it.each(pages)('%s names npm scripts that exist', (page) => {
    const { scripts }: { scripts: Record<string, string> } = JSON.parse(readFileSync('package.json', 'utf8'));
    const named = [...readFileSync(page, 'utf8').matchAll(/\bnpm run (?:-s )?([a-z:]+)/g)].map(([, name = '']) => name);
    expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
  });

  it('are all reachable from the README', () => {
    const seen = new Set<string>();
    const visit = (page: string): void => {
      if (seen.has(page) || !page.endsWith('.md') || !existsSync(page)) return;
      seen.add(page);
      for (const link of linksOf(readFileSync(page, 'utf8'))) {
        visit(relative('.', join(dirname(page), link.split('#')[0] ?? '')));
      }
    };
    visit('README.md');
    expect(pages.filter((page) => !seen.has(page))).toEqual([]);
  });
});

describe('what is committed', () => {
  it('holds no path of a machine', () => {
    const files = execFileSync('git', ['ls-files', '*.md', '.env.example', 'deploy'], { encoding: 'utf8' });
    const naming = files
      .split('\n')
      .filter((file) => file !== '' && existsSync(file))
      .filter((file) => /(?:^|[\s"'`(])\/(?:work|root|tmp|Users)\//m.test(readFileSync(file, 'utf8')));
    expect(naming).toEqual([]);
  });
});
