import type { Facts } from '../facts.ts';
import { programsOf } from '../graph.ts';
import { sameName, sideBySide } from '../ownership.ts';
import type { Root } from '../root.ts';
import type { Change } from '../structured.ts';
import { minutesBefore } from '../timeline.ts';
import type { Accused } from './accused.ts';

/** A full volume is met by all that writes there: who writes no more than before did not fill it. */
export function writesNoMore({ commit, change, mechanism }: Accused, facts: Facts, root: Root): string | undefined {
  if (root.lead.finding.category !== 'disk-full' || mechanism.effect?.brings.includes('disk-full')) return undefined;
  const programs = [...programsOf(root.lead.finding.object), ...foldersOf(change)];
  const names = [...new Set(commit.files.flatMap(({ path }) => path.toLowerCase().split(/[/.]/)))].filter(
    (one) => one.length > 3,
  );
  for (const { tool, text } of facts.results) {
    if (tool !== 'aws_metrics' && tool !== 'aws_triage') continue;
    for (const line of text.split('\n')) {
      const [, metric = '', labels = '', ratio = ''] =
        /(\S*(?:bytes|size|used|usage|written)\S*) (\S+=\S+): last [^(]*\(([\d.]+)x\)/i.exec(line) ?? [];
      const isOwn = programs.some((name) =>
        labels
          .toLowerCase()
          .split(/[=,]/)
          .some((one) => sameName(one, name)),
      );
      const isIts = names.some((name) => metric.toLowerCase().includes(name));
      if (isOwn && isIts && Number(ratio) < 1.1)
        return `What it writes did not grow (${metric} ${ratio}x), so that something else filled the volume.`;
    }
  }
  return undefined;
}

/** What was being used up before the change came was not first drawn on by it. */
export function ranDownBefore({ at }: Accused, { lead }: Root): string | undefined {
  for (const line of lead.finding.evidence) {
    const [, metric, since] =
      /(\S*(?:Balance%?|FreeStorageSpace|FreeLocalStorage)) \S+: last .*largest step [\d.]+ -> [\d.]+ at (\S+Z)/.exec(
        line,
      ) ?? [];
    if (since !== undefined && (minutesBefore(since, at) ?? 0) > 0)
      return `It came at ${at}, and ${metric} was falling before, its largest step at ${since}.`;
  }
  return undefined;
}

const foldersOf = ({ paths }: Change): string[] => paths.flatMap((path) => sideBySide.exec(path)?.[1] ?? []);
