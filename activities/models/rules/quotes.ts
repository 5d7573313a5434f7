import type { Submission, ToolResult } from '../../../workflows/contract.ts';
import { clip } from './clip.ts';
import type { Facts, Lead } from './facts.ts';
import type { Root } from './root.ts';
import type { Suspect } from './suspect.ts';

type Evidence = Submission['evidence'];

/** Quotes for the root, what supports it, and the changed line: only such as stand in the text of their result. */
export function evidenceOf(facts: Facts, root: Root, suspect: Suspect | undefined): Evidence {
  const findings = [root.lead, ...root.supporting.slice(0, 3)].flatMap(quotesOf);
  const change = suspect ? changeQuote(facts, suspect) : [];
  return [...findings.slice(0, 1), ...change, ...findings.slice(1)].slice(0, 10);
}

const quotesOf = ({ finding, result }: Lead): Evidence =>
  finding.evidence.slice(0, 2).flatMap((line) => quote(finding.title, line, result));

function changeQuote({ results }: Facts, { commit, repository, mechanism }: Suspect): Evidence {
  const result = results.find((one) => one.callId === commit.callId);
  const claim = `${repository}@${commit.sha.slice(0, 7)} changed ${mechanism.path}`;
  return result ? quote(claim, mechanism.line, result) : [];
}

/** A line as a quote, if it stands in the result's text; it may have been cut off there. */
export function quote(claim: string, line: string, { text, callId }: ToolResult): Evidence {
  const folded = (one: string): string => one.replace(/\s+/g, ' ').trim();
  const words = folded(line).slice(0, 600).trim();
  const stands = words !== '' && folded(text).includes(words);
  return stands ? [{ claim: clip(claim, 300), quote: words, toolCallId: callId }] : [];
}
