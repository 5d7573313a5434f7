import { caseFolder } from '../../estate/case-folder.ts';

/** A full SHA of one digit. */
export const sha = (digit: string): string => digit.repeat(40);

export interface WrittenCommit {
  digit: string;
  date: string;
  files?: { path: string; status?: string; patch?: string; previous_path?: string }[];
  message?: string;
  more?: object;
}

/** commits.json: each commit's parent is the next one. */
export const commits = (written: WrittenCommit[]): object[] =>
  written.map(({ digit, date, files = [], message = `change ${digit}`, more }, at) => {
    const next = written[at + 1];
    return {
      sha: sha(digit),
      author: 'Mei Tanaka',
      date,
      message,
      parents: next ? [sha(next.digit)] : [],
      files: files.map((file) => ({ status: 'modified', ...file })),
      ...more,
    };
  });

export const deployment = (id: number, digit: string, created_at: string, more: object = {}): object => ({
  ...{ id, sha: sha(digit), ref: 'main', environment: 'production', service: 'shop', created_at },
  ...{ creator: 'bot', state: 'success', ...more },
});

/** A case with `github/acme/<path>` files: objects as JSON, strings as they are. */
export const githubFolder = (files: Record<string, unknown>) =>
  caseFolder(
    Object.fromEntries(
      Object.entries(files).map(([path, content]) => [
        `github/acme/${path}`,
        typeof content === 'string' ? content : JSON.stringify(content),
      ]),
    ),
  );
