import type { Finding, ToolResult } from './contract.ts';

const weight = { critical: 0, warning: 1, info: 2 };

/** The findings of the first look, best first: roots before what follows from them, then by severity, as the servers ranked. */
export function leadsOf(results: readonly ToolResult[]): Finding[] {
  const findings = results.flatMap((result) => result.findings);
  const roots = findings.filter((finding) => finding.causedBy === undefined && finding.severity !== 'info');
  return roots.sort((a, b) => weight[a.severity] - weight[b.severity]);
}
