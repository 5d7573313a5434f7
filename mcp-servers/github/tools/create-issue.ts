import { createHash } from 'node:crypto';
import { z } from 'zod';
import { redact } from '../../runtime/redact.ts';
import { defineTool } from '../../runtime/tool.ts';
import { ToolError } from '../../runtime/tool-error.ts';
import type { Github } from '../github.ts';
import { quietMarkdown } from '../quiet-markdown.ts';
import { type RepositoryName, repositoryName } from '../repositories.ts';

/** GitHub's limits on a title and a body, less room for the marker. */
const longestTitle = 256;
const longestBody = 65_000;
/** So many of the newest issues and pull requests are looked through for one that an earlier attempt opened. */
const pages = 3;

/** Opens an issue once: where an earlier attempt's answer was lost, its issue is found by the marker that it carries. */
export const createIssueTool = (github: Github) =>
  defineTool({
    name: 'github_create_issue',
    title: 'Open an issue',
    description: "Opens an issue, once for each key. For the investigation's workflow, after a person's click.",
    input: z.strictObject({
      repository: z.string().describe('owner/repo'),
      title: z.string().min(1).max(1_000),
      body: z.string().max(200_000).describe('Markdown; mentions in it notify nobody'),
      key: z.string().min(1).max(1_000).describe('unique for this issue'),
    }),
    writes: true,
    async run({ repository, title, body, key }, { signal }) {
      const place = repositoryName(github, repository);
      const marker = markerOf(key);
      const { owner, repo, fullName } = place;
      const known = await earlier(github, place, marker, signal).catch((error: unknown) => {
        throw switchedOff(error, fullName);
      });
      const issue =
        known ??
        (await github.ask(`an issue in ${fullName}`, owner, signal, async (octokit, options) => {
          const text = cut(quietMarkdown(redact(body)), longestBody);
          const content = { title: titleOf(title), body: `${text}\n\n${marker}` };
          return (await octokit.rest.issues.create({ owner, repo, ...content, ...options })).data;
        }));
      const { number, html_url: url } = issue;
      return {
        lines: [`${known ? 'already opened' : 'opened'} ${fullName}#${number} ${url}`],
        structured: { repository: fullName, number, url, created: known === undefined },
      };
    },
  });

/** A repository without issues answers 410, which elsewhere means that something is gone. */
function switchedOff(error: unknown, repository: string): unknown {
  const cause = error instanceof ToolError ? error.cause : undefined;
  const gone = typeof cause === 'object' && cause !== null && 'status' in cause && cause.status === 410;
  return gone ? new ToolError('forbidden', `${repository} has its issues switched off`, { cause }) : error;
}

/** Hashed, since a key may hold what ends a comment. */
const markerOf = (key: string): string =>
  `<!-- sre-agent:${createHash('sha256').update(key).digest('hex').slice(0, 32)} -->`;

/** An issue of our own, open or closed; somebody else's that quotes the marker is none. */
async function earlier(github: Github, { owner, repo, fullName }: RepositoryName, marker: string, signal: AbortSignal) {
  for (let page = 1; page <= pages; page += 1) {
    const query = { owner, repo, state: 'all', sort: 'created', direction: 'desc', per_page: 100, page } as const;
    const issues = await github.ask(`the issues of ${fullName}`, owner, signal, async (octokit, options) => {
      return (await octokit.rest.issues.listForRepo({ ...query, ...options })).data;
    });
    for (const issue of issues) {
      if (issue.body?.includes(marker) && (await isOwn(github, owner, issue, signal))) return issue;
    }
    if (issues.length < 100) return undefined;
  }
  return undefined;
}

interface Authored {
  user: { login: string } | null;
  performed_via_github_app?: { id: number } | null | undefined;
}

async function isOwn(github: Github, owner: string, issue: Authored, signal: AbortSignal): Promise<boolean> {
  const { credentials } = github.config;
  if ('appId' in credentials) return String(issue.performed_via_github_app?.id) === credentials.appId;
  const me = await github.read('the user of the token', owner, signal, async (octokit, options) => {
    return (await octokit.rest.users.getAuthenticated(options)).data.login;
  });
  return issue.user?.login === me;
}

const titleOf = (title: string): string => cut(quietMarkdown(redact(title)).replace(/\s+/g, ' ').trim(), longestTitle);

const cut = (text: string, longest: number): string =>
  text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;
