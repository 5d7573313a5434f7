import type { Diagnosis } from '../../workflows/contract.ts';
import { destruction } from './destructive-command.ts';
import { unverifiedCommand } from './wording.ts';

export const verdictWord: Record<Diagnosis['verdict'], string> = {
  incident: 'Incident',
  healthy: 'Healthy',
  inconclusive: 'Inconclusive',
};

/**
 * All of a diagnosis as GitHub's Markdown, nothing cut. What tools and people wrote is plain text in it: no link, no image,
 * no HTML of theirs.
 */
export function diagnosisMarkdown(diagnosis: Diagnosis): string {
  const { suspectChange: change } = diagnosis;
  const parts = [
    `**${verdictWord[diagnosis.verdict]}**: ${plain(diagnosis.category)}, confidence ${diagnosis.confidence}, as of ${diagnosis.asOf}`,
    heading('Root cause', [plain(diagnosis.rootCause || 'not found')]),
    diagnosis.recheck ? `Looked again: ${plain(diagnosis.recheck)}` : '',
    plain(diagnosis.summary),
    heading(
      'Faulty objects',
      diagnosis.faultyObjects.map((object) => `- ${codeSpan(object)}`),
    ),
    heading('Suspect change', change ? [`${plain(change.repository)}@${change.sha}: ${plain(change.why)}`] : []),
    heading('Next steps', diagnosis.nextSteps.map(nextStep)),
    heading(
      'Evidence',
      diagnosis.evidence.map(({ claim, quote, verified, observedAt }) =>
        [
          `- ${plain(claim)} (${verified ? 'verified' : '**unverified**'}${observedAt ? `, observed ${observedAt}` : ''})`,
          fenced(quote),
        ].join('\n'),
      ),
    ),
    heading(
      'Timeline',
      diagnosis.timeline.map(({ at, what }) => `- ${at} ${plain(what)}`),
    ),
    heading(
      'Ruled out',
      diagnosis.ruledOut.map(({ hypothesis, why }) => `- ${plain(hypothesis)}: ${plain(why)}`),
    ),
    heading(
      'Not checked',
      diagnosis.notChecked.map((what) => `- ${plain(what)}`),
    ),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

const heading = (title: string, lines: string[]): string =>
  lines.length > 0 ? `### ${title}\n\n${lines.join('\n')}` : '';

function nextStep({ what, command }: Diagnosis['nextSteps'][number], at: number): string {
  if (command === undefined) return `${at + 1}. ${plain(what)}`;
  const harm = destruction(command);
  const warning = harm === undefined ? '' : `**Destructive: ${harm}.** `;
  return [`${at + 1}. ${plain(what)}`, fenced(command), `   ${warning}${unverifiedCommand}`].join('\n');
}

/** On one line, with everything that Markdown or HTML would take for its own escaped. */
export const plain = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[\\`*_{}[\]<>#|!~&]/g, '\\$&')
    // An address would become a link by itself.
    .replace(/(https?|ftp):\/\//gi, '$1:\u200b//');

/** A fence that is longer than any in the text, inside a list's item. */
function fenced(text: string): string {
  const fence = '`'.repeat(Math.max(3, ...(text.match(/`+/g) ?? []).map((run) => run.length + 1)));
  return [fence, ...text.trimEnd().split('\n'), fence].map((line) => `   ${line}`).join('\n');
}

export const codeSpan = (text: string): string => `\`${text.replace(/[`\s]+/g, ' ')}\``;
