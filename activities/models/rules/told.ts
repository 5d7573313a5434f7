import type { Facts, Lead } from './facts.ts';
import { featuresOf } from './features.ts';
import { names, programsOf } from './graph.ts';
import type { Told } from './overlap.ts';
import { spokenOf } from './spoken.ts';

/** What accuses, and what moved, came or went with it: the words by which a commit may be known. */
export function toldOf(leads: Lead[], facts: Pick<Facts, 'results'>, onset: string | undefined): Told {
  const programs = [...new Set(leads.flatMap(({ finding }) => programsOf(finding.object)))];
  return {
    accused: featuresOf([spokenOf(leads, facts), ...differences(facts)].join('\n')),
    around: featuresOf([...movedLines(facts, programs), ...newLines(facts, onset)].join('\n')),
  };
}

/** What a trace shows to be other than before: `db.queries 3 -> 164`. */
const differences = ({ results }: Pick<Facts, 'results'>): string[] =>
  results
    .filter(({ tool, isError }) => !isError && /_(?:traces|triage)$/.test(tool))
    .flatMap(({ text }) => text.split('\n').filter((line) => line.includes('changed since before:')))
    .map((line) => line.replace(/.*changed since before:/, ''));

/** Curves that moved, by name alone: what they are measured in and where says nothing. */
function movedLines({ results }: Pick<Facts, 'results'>, programs: string[]): string[] {
  const lines = results
    .filter(({ tool, isError }) => !isError && /^aws_(?:triage|metrics)$/.test(tool))
    // Curves are asked for by the name of what fails, or of who stands beside it on the paths of requests.
    .flatMap(({ tool, text }) => text.split('\n').map((line) => ({ line, isAsked: tool === 'aws_metrics' })))
    .filter(({ line, isAsked }) => isMoved(line) && (isAsked || programs.some((one) => names(line.toLowerCase(), one))))
    .map(({ line }) => line);
  return lines.map((line) => /([\w.]+) \w+=/.exec(line)?.[1] ?? '');
}

/** Half as much again, or a third less, than before. */
function isMoved(line: string): boolean {
  const ratio = Number(/\((-?[\d.]+)x\)/.exec(line)?.[1] ?? 'unknown');
  return ratio >= 1.5 || ratio <= 0.67 || /before 0;/.test(line);
}

/** Kinds of log lines that were first written when it began, or last written then, though more of the time was read. */
function newLines({ results }: Pick<Facts, 'results'>, onset: string | undefined): string[] {
  const began = Date.parse(onset ?? '');
  if (Number.isNaN(began)) return [];
  return results
    .filter(({ tool, isError }) => !isError && tool === 'aws_logs')
    .flatMap(({ text }) => {
      const [head = '', ...lines] = text.split('\n');
      const read = instantsIn(head);
      if (read[0] === undefined || read[0] > began - slackMs) return [];
      return lines.filter((line) => {
        const [first, last] = instantsIn(line.slice(0, 100));
        return (
          first !== undefined && (Math.abs(first - began) < slackMs || Math.abs((last ?? first) - began) < slackMs)
        );
      });
    })
    .map((line) => line.replace(/^.*?Z: /, ''));
}

const slackMs = 15 * 60_000;

const instantsIn = (text: string): number[] =>
  (text.match(/\d{4}-\d\d-\d\dT[\d:.]+Z/g) ?? []).map((one) => Date.parse(one));
