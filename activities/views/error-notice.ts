import type { Message, PostInput } from '../../workflows/activities.ts';
import { context, section, type View, view } from './block-kit.ts';
import { code, line, link } from './mrkdwn.ts';
import { threadUrl } from './thread-url.ts';
import { stageDoing } from './wording.ts';

type Notice = Extract<Message, { kind: 'error-notice' }>;

/** For the errors' channel. `count` is how many equal failures within ten minutes this one post stands for. */
export function errorNotice({ question, setback, thread }: Notice, run: PostInput['run'], count = 1): View {
  const times = count > 1 ? ` ${count} times within ten minutes` : '';
  const title = `:x: *An investigation failed${times}* while ${stageDoing[setback.stage]}.`;
  const where = thread ? `${link(threadUrl(thread), 'the thread')} in <#${channelId(thread.channel)}> · ` : '';
  return view(`${title.replaceAll('*', '')} ${line(setback.message, 500)}`, [
    section(`${title}\n${code(setback.type, 80)} ${line(setback.message, 1_000)}\n> ${line(question, 300)}`),
    context(`${count > 1 ? 'Latest: ' : ''}${where}${link(run.url, 'the run')}`),
  ]);
}

const channelId = (channel: string): string => channel.replace(/[^A-Za-z0-9]/g, '');
