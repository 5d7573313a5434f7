import type { KnownBlock } from '@slack/types';
import type { Message, PostInput } from '../../workflows/activities.ts';
import type { Diagnosis, Evidence } from '../../workflows/contract.ts';
import { context, header, list, section, type View, view } from './block-kit.ts';
import { destruction } from './destructive-command.ts';
import { inBothZones, timeInBothZones } from './in-both-zones.ts';
import { issueButton } from './issue.ts';
import { code, codeBlock, escaped, line, link } from './mrkdwn.ts';
import { notCheckedTitle, rulesNotice, sharedNote, unverifiedCommand, verdictTitle } from './wording.ts';

type Report = Extract<Message, { kind: 'diagnosis' }>;

/** The second and last message of the thread. The order is that of reading under pressure: what, how sure, why, what now. */
export function diagnosis(
  { diagnosis: report, scope }: Report,
  run: PostInput['run'],
  { issues = false, shared = false } = {},
): View {
  const zone = scope.timeZone;
  const time = (instant: string) => timeInBothZones(instant, zone, report.asOf);
  const byRules = report.model === 'rules';
  const title = `${verdictTitle[report.verdict]}${report.category === 'none' ? '' : `: ${report.category}`}`;
  const notice = byRules ? `${rulesNotice}\n` : '';
  return view(`${notice}${title}. ${line(report.rootCause || report.summary, 2_000)}`, [
    ...(byRules ? [context(rulesNotice)] : []),
    header(title),
    section(`*${causeTitle(report)}* ${line(report.rootCause || 'not found', 1_500)}`),
    context(`Confidence ${report.confidence} · as of ${inBothZones(report.asOf, zone)}`),
    ...(report.recheck ? [section(`:repeat: *Looked again* ${line(report.recheck, 900)}`)] : []),
    section(escaped(report.summary, 2_000)),
    ...list(
      'Faulty objects',
      report.faultyObjects.map((object, at) => `${at + 1}. ${code(object)}`),
      900,
    ),
    ...suspectChange(report.suspectChange),
    ...list('Next steps', report.nextSteps.map(nextStep), 2_200),
    ...(issues ? issueButton(report, scope, run) : []),
    ...list(
      'Evidence',
      report.evidence.map((item) => evidenceItem(item, time)),
      2_800,
    ),
    ...list(
      'Timeline',
      report.timeline.map(({ at, what }) => `• ${time(at)} ${line(what, 300)}`),
      1_300,
    ),
    ...list(
      'Ruled out',
      report.ruledOut.map(({ hypothesis, why }) => `• ${line(hypothesis, 300)}: ${line(why, 300)}`),
      1_100,
    ),
    ...list(
      notCheckedTitle,
      report.notChecked.map((what) => `• ${line(what, 300)}`),
      1_000,
    ),
    context(`${effort(report)} · ${link(run.url, 'See the run')}${shared ? ` · ${sharedNote}` : ''}`),
  ]);
}

function causeTitle({ verdict }: Diagnosis): string {
  if (verdict === 'healthy') return 'Why it looked wrong';
  return verdict === 'incident' ? 'Root cause' : 'Nearest to a cause';
}

function suspectChange(change: Diagnosis['suspectChange']): KnownBlock[] {
  if (change === undefined) return [];
  const sha = change.sha.slice(0, 12);
  const name = `${change.repository}@${sha}`;
  return [section(`*Suspect change* ${change.url ? link(change.url, name) : code(name)}\n${line(change.why, 900)}`)];
}

function evidenceItem({ claim, quote, verified, observedAt }: Evidence, time: (instant: string) => string): string {
  const seen = observedAt === undefined ? '' : `, observed ${time(observedAt)}`;
  const mark = verified ? ':white_check_mark: verified' : ':warning: *unverified*, not found in what the tool returned';
  return `${line(claim, 300)}\n${codeBlock(quote, 700)}\n${mark}${seen}`;
}

function nextStep({ what, command }: Diagnosis['nextSteps'][number], at: number): string {
  if (command === undefined) return `${at + 1}. ${line(what, 400)}`;
  const harm = destruction(command);
  const warning = harm === undefined ? '' : `:bangbang: *Destructive: ${harm}.* `;
  return `${at + 1}. ${line(what, 400)}\n${codeBlock(command, 400)}\n${warning}_${unverifiedCommand}_`;
}

function effort({ model, usage }: Diagnosis): string {
  const said = model === 'rules' ? [] : [`${tokens(usage)} tokens`];
  if (usage.usd !== undefined) said.push(`$${usage.usd.toFixed(usage.usd < 0.1 ? 4 : 2)}`);
  const seconds = Math.round(usage.elapsedMs / 1_000);
  const took = seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
  return [`Diagnosed by ${code(model, 80)}`, `${usage.turns} turns, ${usage.toolCalls} tool calls`, ...said, took].join(
    ' · ',
  );
}

function tokens(usage: Diagnosis['usage']): string {
  const all = usage.inputTokens + usage.outputTokens + usage.cacheReadTokens + usage.cacheWriteTokens;
  return all.toLocaleString('en-GB');
}
