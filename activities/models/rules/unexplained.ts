import type { Submission } from '../../../workflows/contract.ts';
import { clip } from './clip.ts';
import { signature } from './closing.ts';
import type { Facts } from './facts.ts';
import { isSameProgram } from './graph.ts';
import { withoutIncident } from './no-incident.ts';
import { evidenceOf } from './quotes.ts';
import type { Root } from './root.ts';

const curve = /^aws:(?:cloudwatch|elbv2)\//;
const telemetry = /\b(?:log groups?|logs|traces?)\b|aws_logs|aws_traces|k8s_logs/i;
const refused = /not permitted|forbidden|AccessDenied|not authorized|denied/i;

/** What would tell why, and may not be read; undefined where something besides a risen number speaks of the root. */
export function hiddenReason(facts: Facts, { lead, chain, supporting }: Root): string | undefined {
  if (lead.finding.category !== 'unknown' || !curve.test(lead.finding.object)) return undefined;
  const own = [...chain, ...supporting].filter(
    ({ finding }) => finding === lead.finding || isSameProgram(finding.object, lead.finding.object),
  );
  if (own.some(({ finding }) => !curve.test(finding.object))) return undefined;
  const gaps = facts.notChecked.filter((gap) => telemetry.test(gap) && refused.test(gap));
  return gaps.find((gap) => /log/i.test(gap)) ?? gaps[0];
}

/** That it fails is seen and why is not: no guess, but what has to be made readable. */
export function unexplained(facts: Facts, root: Root, gap: string): Submission {
  const { finding } = root.lead;
  const why = clip(`why cannot be told, since logs or traces could not be read: ${gap}`, 170);
  const rootCause = `${clip(finding.title, 290 - why.length)}; ${why}`;
  return {
    ...withoutIncident(facts),
    verdict: 'inconclusive',
    category: 'unknown',
    confidence: 'medium',
    summary: clip(`${signature} ${rootCause}`, 1_500),
    rootCause,
    evidence: evidenceOf(facts, root, undefined),
  };
}
