import type { Linked } from './causes.ts';

/** All findings together take at most so many characters; the first one is always whole. */
const budget = 5_000;

export interface TriageText {
  header: string;
  findings: Linked[];
  recovered: string[];
  examined: string[];
  notChecked: string[];
}

/**
 * One line a finding, its evidence below it, then what is well, what is over and what could not be seen. Also answers the
 * findings that are in the text, each with the evidence that is: past half of the budget a finding is its one line, and
 * past the whole it is counted.
 */
export function renderTriage(seen: TriageText): { lines: string[]; shown: Linked[] } {
  const place = new Map(seen.findings.map((finding, index) => [finding.id, index + 1]));
  const lines: string[] = [];
  const shown: Linked[] = [];
  let used = 0;
  for (const [index, finding] of seen.findings.entries()) {
    const whole = used < budget / 2;
    const cause = finding.causedBy === undefined ? undefined : place.get(finding.causedBy);
    const block = [
      `${index + 1}. [${finding.severity} ${finding.category}]${cause ? ` (caused by ${cause})` : ''} ${finding.title}`,
      ...(whole ? finding.evidence.map((line) => `   > ${line}`) : []),
      ...(whole && !cause && finding.severity !== 'info' ? [`   why: ${finding.mechanism}`] : []),
    ];
    used += block.join('\n').length;
    if (used > budget && index > 0) break;
    lines.push(...block);
    shown.push(whole ? finding : { ...finding, evidence: [finding.title] });
  }
  const more = seen.findings.length - shown.length;
  return {
    shown,
    lines: [
      seen.header,
      ...(seen.findings.length === 0 ? ['no findings'] : []),
      ...lines,
      ...(more > 0 ? [`and ${more} more findings; narrow the scope to see them`] : []),
      ...seen.recovered.map((line) => `over: ${line}`),
      `examined: ${seen.examined.join('; ') || 'nothing that matches the scope'}`,
      ...seen.notChecked.map((line) => `not checked: ${line}`),
    ],
  };
}
