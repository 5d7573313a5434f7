import type { Diagnosis } from '../../workflows/contract.ts';
import type { View } from './block-kit.ts';
import { escaped } from './mrkdwn.ts';

/**
 * Whether every text of a diagnosis stands in its message, uncut. Asked of the message itself, since it is cut in many
 * places: a line, a list, a section, the whole.
 */
export function isWhole(report: Diagnosis, { blocks }: View): boolean {
  const shown = bare(blocks.map((block) => (block.type === 'section' ? block.text?.text : '')).join('\n'));
  return textsOf(report).every((text) => shown.includes(bare(escaped(text, Infinity))));
}

/** Without what a message breaks lines and spans of code with. */
const bare = (text: string): string => text.replace(/[\s`'\u200b]/g, '');

function textsOf(report: Diagnosis): string[] {
  return [
    report.rootCause,
    report.recheck ?? '',
    report.summary,
    report.suspectChange?.why ?? '',
    ...report.faultyObjects,
    ...report.nextSteps.flatMap(({ what, command = '' }) => [what, command]),
    ...report.evidence.flatMap(({ claim, quote }) => [claim, quote]),
    ...report.timeline.map(({ what }) => what),
    ...report.ruledOut.flatMap(({ hypothesis, why }) => [hypothesis, why]),
    ...report.notChecked,
  ];
}
