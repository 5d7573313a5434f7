import type { Linked } from './causes.ts';

/** Beyond so many, findings are one line each, and beyond the second they are counted. */
const inFull = 8;
const atAll = 20;

export interface TriageText {
  header: string;
  findings: Linked[];
  recovered: string[];
  examined: string[];
  notChecked: string[];
}

/** One line a finding, its evidence below it, then what is well, what is over and what could not be seen. */
export function renderTriage({ header, findings, recovered, examined, notChecked }: TriageText): string[] {
  const place = new Map(findings.map((finding, index) => [finding.id, index + 1]));
  const lines = [header];
  if (findings.length === 0) lines.push('no findings');
  for (const [index, finding] of findings.slice(0, atAll).entries()) {
    const cause = finding.causedBy === undefined ? undefined : place.get(finding.causedBy);
    const follows = cause === undefined ? '' : ` (caused by ${cause})`;
    lines.push(`${index + 1}. [${finding.severity} ${finding.category}]${follows} ${finding.title}`);
    if (index >= inFull && cause !== undefined) continue;
    lines.push(...finding.evidence.map((line) => `   > ${line}`));
    if (cause === undefined && finding.severity !== 'info') lines.push(`   why: ${finding.mechanism}`);
  }
  if (findings.length > atAll) lines.push(`and ${findings.length - atAll} more findings; narrow the scope to see them`);
  lines.push(...recovered.map((line) => `over: ${line}`));
  lines.push(`examined: ${examined.join('; ') || 'nothing that matches the scope'}`);
  lines.push(...notChecked.map((line) => `not checked: ${line}`));
  return lines;
}
