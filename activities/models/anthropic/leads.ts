import type { Entry, Hypothesis } from '../../../workflows/contract.ts';
import { clip } from '../rules/clip.ts';
import { factsOf, type Lead } from '../rules/facts.ts';
import { hypothesesIn } from '../rules/hypotheses.ts';

/** Characters that leads may take of a briefing: a hint, and not another first look. */
const limit = 1_900;

/**
 * The transcript with the leads of its briefing, and the leads where it held none yet: they are made once, from what a
 * language model is never sent, and stay as they are, so that the prompt cache holds.
 */
export function withLeads(transcript: Entry[]): { transcript: Entry[]; leads?: string } {
  const [briefing, ...rest] = transcript;
  if (briefing?.kind !== 'briefing' || briefing.leads !== undefined) return { transcript };
  const leads = courteous(briefing);
  return { transcript: [{ ...briefing, leads }, ...rest], leads };
}

/** Leads are a courtesy: where the rules stumble over what a tool returned, the model investigates without them. */
function courteous(briefing: Extract<Entry, { kind: 'briefing' }>): string {
  try {
    return leadsText(briefing);
  } catch {
    return '';
  }
}

/** What `rules` makes of the first look: its hypotheses and findings, each with the calls that show it; empty for nothing. */
export function leadsText(briefing: Extract<Entry, { kind: 'briefing' }>): string {
  const facts = factsOf([briefing]);
  if (facts.leads.length === 0) return '';
  const findings = facts.leads.filter(({ finding }) => finding.severity !== 'info');
  return cut([...hypothesesIn(facts).map(hypothesisLine), ...findings.map(findingLine)]).join('\n');
}

function hypothesisLine({ claim, status, because, calls }: Hypothesis): string {
  const named = calls.map((call) => `call=${call}`).join(' ');
  if (status === 'open') return `Open: ${claim} (${because}) [${named}]`;
  return `${status === 'supported' ? 'Supported' : 'It would rule out'}: ${claim}, since ${because} [${named}]`;
}

function findingLine({ finding, result }: Lead): string {
  const since = finding.since ? `, since ${finding.since}` : '';
  const follows = finding.causedBy ? `, said to follow from ${finding.causedBy}` : '';
  return `Finding: ${finding.object}: ${clip(finding.title, 200)}${since}${clip(follows, 120)} [${finding.category}; call=${result.callId}]`;
}

/** As many whole lines as there is room for. */
function cut(lines: string[]): string[] {
  let size = 0;
  const kept = lines.filter((line) => {
    size += line.length + 1;
    return size <= limit;
  });
  const left = lines.length - kept.length;
  return left === 0 ? kept : [...kept, `and ${left} more in the first look`];
}
