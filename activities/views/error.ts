import type { Message, PostInput } from '../../workflows/activities.ts';
import { context, list, section, type View, view } from './block-kit.ts';
import { code, escaped, line, link } from './mrkdwn.ts';
import { nothingFound, stageDoing } from './wording.ts';

type Failure = Extract<Message, { kind: 'error' }>;

/** The terminal message of a run without a diagnosis: what failed, what had been found, how to go on. */
export function error({ question, setback }: Failure, run: PostInput['run']): View {
  const title =
    setback.type === 'Stopped'
      ? `:black_square_for_stop: *Stopped* while ${stageDoing[setback.stage]}.`
      : `:x: *No diagnosis: it failed while ${stageDoing[setback.stage]}.*`;
  const found = setback.found.map((what) => `• ${line(what, 400)}`);
  return view(`${title.replaceAll('*', '')} ${line(setback.message, 1_000)}`, [
    section(`${title}\n> ${line(question, 700)}`),
    section(`${code(setback.type, 80)} ${escaped(setback.message, 2_000)}`),
    ...(found.length > 0 ? list('Found before it', found, 2_800) : [section(nothingFound)]),
    section(`*To try again* ${escaped(setback.tryAgain, 1_500)}`),
    context(link(run.url, 'See the run')),
  ]);
}
