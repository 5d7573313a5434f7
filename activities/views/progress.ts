import type { KnownBlock } from '@slack/types';
import type { Message, PostInput } from '../../workflows/activities.ts';
import { type Finding, type Scope, stopAction } from '../../workflows/contract.ts';
import { context, list, section, type View, view } from './block-kit.ts';
import { timeInBothZones } from './in-both-zones.ts';
import { code, line, link } from './mrkdwn.ts';
import { scopeBlocks } from './scope.ts';
import { closedTitle, leadsTitle, notCheckedTitle, progressTitle, severityMark } from './wording.ts';

type Progress = Extract<Message, { kind: 'progress' }>;

/** The first message of the thread. It is edited through the stages; the Stop button goes when it is closed. */
export function progress(message: Progress, run: PostInput['run']): View {
  const title = message.stage === 'closed' ? closedTitle[message.outcome ?? 'answered'] : progressTitle[message.stage];
  const question = line(message.question, 700);
  return view(`${title.replaceAll('*', '')} ${question}`, [
    section(`${title}\n> ${question}`),
    ...(message.scope ? scopeBlocks(message.scope) : []),
    ...list(
      leadsTitle,
      message.leads.slice(0, 3).map((lead) => leadLine(lead, message.scope)),
      2_000,
    ),
    ...list(
      notCheckedTitle,
      message.notChecked.map((what) => `• ${line(what, 300)}`),
      1_500,
    ),
    context([...(message.activity ? [line(message.activity, 300)] : []), link(run.url, 'Follow the run')].join(' · ')),
    ...(message.stage === 'closed' ? [] : [stopButton(run.workflowId)]),
  ]);
}

function leadLine(lead: Finding, scope: Scope | undefined): string {
  const since = lead.since && scope ? ` _since ${timeInBothZones(lead.since, scope.timeZone, scope.now)}_` : '';
  return `${severityMark[lead.severity]} ${code(lead.object, 150)} ${line(lead.title, 400)}${since}`;
}

function stopButton(workflowId: string): KnownBlock {
  return {
    type: 'actions',
    elements: [
      {
        type: 'button',
        action_id: stopAction,
        value: workflowId,
        style: 'danger',
        text: { type: 'plain_text', text: 'Stop', emoji: true },
        accessibility_label: 'Stop this investigation',
      },
    ],
  };
}
