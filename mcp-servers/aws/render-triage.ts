import type { Finding } from '../runtime/finding.ts';

/** Beyond so many, findings are one line each, and beyond the second they are counted. */
const inFull = 6;
const atAll = 15;
const mostRemarks = 8;

export interface TriageText {
  header: string;
  findings: Finding[];
  /** What was wrong within the window and no longer is. */
  recovered: string[];
  remarks: string[];
  examined: string[];
  notChecked: string[];
}

/** One line a finding, its evidence below it, then what is over or changed, what is well, and what could not be seen. */
export function renderTriage({ header, findings, recovered, remarks, examined, notChecked }: TriageText): string[] {
  const place = new Map(findings.map((finding, index) => [finding.id, index + 1]));
  const lines = [header];
  if (findings.length === 0) lines.push('no findings');
  for (const [index, finding] of findings.slice(0, atAll).entries()) {
    const cause = finding.causedBy === undefined ? undefined : place.get(finding.causedBy);
    const follows = cause === undefined ? '' : ` (follows from ${cause})`;
    lines.push(`${index + 1}. [${finding.severity} ${finding.category}]${follows} ${finding.object}: ${finding.title}`);
    if (index >= inFull) continue;
    lines.push(...finding.evidence.map((line) => `   > ${line}`));
  }
  if (findings.length > atAll) lines.push(`and ${findings.length - atAll} more findings; narrow the scope to see them`);
  lines.push(...recovered.slice(0, mostRemarks).map((line) => line.slice(0, 500)));
  lines.push(...remarks.slice(0, mostRemarks).map((line) => line.slice(0, 500)));
  lines.push(`examined: ${examined.join('; ') || 'nothing that matches the scope'}`);
  lines.push(...notChecked.map((line) => `not checked: ${line}`));
  return lines;
}
