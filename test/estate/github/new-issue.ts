import { z } from 'zod';
import { NotServed } from '../system.ts';
import { GithubError, notFound } from './exchange.ts';
import { presentIssue, presentUser } from './present.ts';
import type { Issue } from './read-repositories.ts';
import { type Route, route } from './route.ts';

/** What GitHub takes beside it (labels, assignees, milestones) is not served. */
const wanted = z.looseObject({ title: z.unknown(), body: z.string().nullish() });

/** Opens an issue: the estate's GitHub holds it from then on, with the real time. */
export const newIssueRoutes: Route[] = [
  route('POST', '/repos/:owner/:repo/issues', (x, { owner, repo }) => {
    const name = `${owner}/${repo}`.toLowerCase();
    const repository = x.visible.find(({ fullName }) => fullName.toLowerCase() === name);
    if (!repository) throw notFound();
    const { title, body, ...more } = wanted.parse(JSON.parse(x.asked.body.toString('utf8')));
    if (Object.keys(more).length > 0) throw new NotServed(`an issue's ${Object.keys(more).join(', ')}`);
    const refuse = (field: string, code: string, message?: string): GithubError =>
      new GithubError(422, 'Validation Failed', { errors: [{ resource: 'Issue', field, code, message }] });
    if (typeof title !== 'string' || title.trim() === '') throw refuse('title', 'missing_field');
    if (title.length > 256) throw refuse('title', 'custom', 'title is too long (maximum is 256 characters)');
    if ((body ?? '').length > 65_536) throw refuse('body', 'custom', 'body is too long (maximum is 65536 characters)');

    const { issues, pulls } = repository.data;
    const byApp = x.asked.headers.authorization?.includes('ghs_');
    const at = new Date().toISOString();
    const issue: Issue = {
      number: Math.max(0, ...[...issues, ...pulls].map((one) => one.number)) + 1,
      title,
      body: body ?? null,
      state: 'open',
      user: presentUser(byApp ? 'sre-agent[bot]' : 'estate-reader'),
      created_at: at,
      updated_at: at,
      closed_at: null,
      ...(byApp && { performed_via_github_app: { id: 4_100, slug: 'sre-agent' } }),
    };
    issues.push(issue);
    const shown = presentIssue(issue, repository, x.base, false);
    x.json(shown, 201, { location: shown.url });
  }),
];
