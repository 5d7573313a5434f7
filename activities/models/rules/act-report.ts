import type { Submission } from '../../../workflows/contract.ts';
import { clip } from './clip.ts';
import { type Act, actWords, leadOf } from './deeds.ts';
import type { Facts } from './facts.ts';
import { quote } from './quotes.ts';
import type { Root } from './root.ts';
import { suspectsOf } from './suspect.ts';

/** The same root, seen through the finding that tells most of what the act brought. */
export function rootThrough(act: Act, root: Root): Root {
  const lead = leadOf(act, root);
  if (lead === root.lead) return root;
  return { ...root, lead, supporting: [root.lead, ...root.supporting.filter((one) => one !== lead)] };
}

/** A report whose cause is no commit: it names the act, who did it and when, and clears the changes of the same hours. */
export function reportOf(act: Act, facts: Facts, root: Root, report: Submission): Submission {
  const words = actWords(act);
  const { deed } = act;
  const result = facts.results.find(({ callId }) => callId === deed.callId);
  const own = result ? quote(clip(words, 300), deed.line, result) : [];
  const isSure = report.confidence !== 'low' && act.minutes <= 20 && root.lead.finding.severity === 'critical';
  const innocent = suspectsOf(facts, root).map(({ repository, commit }) => ({
    hypothesis: clip(`${repository}@${commit.sha.slice(0, 7)}: ${commit.title}`, 300),
    why: clip(
      `What the trouble names is ${act.shared}, and that is of what was done at ${deed.at}, not of this change.`,
      300,
    ),
  }));
  return {
    ...report,
    summary: clip(`${report.summary} Since ${words}; the trouble names ${act.shared}.`, 1_500),
    rootCause: `${clip(report.rootCause, 288 - words.length)}; since ${words}`,
    category: act.category,
    confidence: isSure ? 'high' : report.confidence === 'high' ? 'medium' : report.confidence,
    timeline: [{ at: deed.at, what: clip(words, 300) }, ...report.timeline].sort(
      (a, b) => Date.parse(a.at) - Date.parse(b.at),
    ),
    evidence: [...report.evidence.slice(0, 1), ...own, ...report.evidence.slice(1)].slice(0, 10),
    ruledOut: [...innocent, ...report.ruledOut].slice(0, 6),
    nextSteps: [
      { what: clip(`Undo what ${words}, or agree with whoever did it how it can stay.`, 300) },
      ...report.nextSteps,
    ],
  };
}
