import type { KnownBlock } from '@slack/types';
import type { Message, PostInput } from '../../workflows/activities.ts';
import {
  type Diagnosis,
  type IssueButton,
  issueAction,
  issueButtonSchema,
  type Scope,
} from '../../workflows/contract.ts';
import { context, section, type View, view } from './block-kit.ts';
import { code, line, link } from './mrkdwn.ts';

type Opened = Extract<Message, { kind: 'issue' }>;
type Failed = Extract<Message, { kind: 'issue-failed' }>;

/** Where the issue is, in the thread of its diagnosis. */
export function issue({ issue: { repository, number, url, created }, by }: Opened): View {
  const name = `${repository}#${number}`;
  const how = created ? 'opened for' : 'was opened already; asked for by';
  return view(`Issue ${name} ${how} ${line(by, 100)}`, [section(`:memo: ${link(url, name)} ${how} ${line(by, 100)}`)]);
}

export function issueFailed({ repository, reason, by }: Failed, run: PostInput['run']): View {
  const title = `No issue was opened in ${line(repository, 150)}`;
  return view(`${title}: ${line(reason, 600)}`, [
    section(`:x: *${title}*, which ${line(by, 100)} asked for.\n${line(reason, 1_500)}`),
    context(`Click again when that is cured: it is opened once. · ${link(run.url, 'See the run')}`),
  ]);
}

/** The button under a diagnosis; none where no repository is known, or nothing is wrong. */
export function issueButton(
  { verdict, suspectChange }: Diagnosis,
  { repositories = [] }: Scope,
  { workflowId, runId }: PostInput['run'],
): KnownBlock[] {
  const repository = suspectChange?.repository ?? repositories[0]?.repository;
  const value = issueButtonSchema.safeParse({ workflowId, runId, repository } satisfies Partial<IssueButton>);
  if (verdict === 'healthy' || !value.success) return [];
  const said = (text: string) => ({ type: 'plain_text' as const, text });
  return [
    {
      type: 'actions',
      elements: [
        {
          type: 'button',
          action_id: issueAction,
          value: JSON.stringify(value.data),
          text: said('Open an issue'),
          accessibility_label: 'Open a GitHub issue with this diagnosis',
          confirm: {
            title: said('Open an issue?'),
            text: {
              type: 'mrkdwn',
              text: `In ${code(value.data.repository, 150)}, with this diagnosis and its quoted lines. Everybody who may read the repository reads them.`,
            },
            confirm: said('Open it'),
            deny: said('Not now'),
          },
        },
      ],
    },
  ];
}
