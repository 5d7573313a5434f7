import type { Finding } from '../runtime/finding.ts';
import { headline } from '../runtime/quotes.ts';
import { type Place, placeName } from './config.ts';
import type { Draft } from './findings/draft.ts';

/** A finding, and whether it concerns what was asked about. */
export type Ranked = Finding & { relevant: boolean };

const severities = { critical: 0, warning: 1, info: 2 };

/**
 * Findings with an identity and what caused them, causes first. An alarm or an error follows from what is wrong with the
 * same object, or, where it concerns what was asked about, from the one root there is.
 */
export function rank(drafts: Draft[]): Ranked[] {
  const ordered = distinct(withCurvesBehind(drafts)).sort(
    (a, b) =>
      Number(b.relevant) - Number(a.relevant) ||
      severities[a.severity] - severities[b.severity] ||
      a.depth - b.depth ||
      (a.since ?? '').localeCompare(b.since ?? '') ||
      (a.object < b.object ? -1 : 1),
  );
  const roots = ordered.filter(({ relevant, depth }) => relevant && depth <= 1);
  return ordered.map(({ relevant, depth, related = [], causedBy, ...draft }) => {
    const cause =
      roots.find((root) => root.object === draft.object && root.depth < depth) ??
      (relevant && depth === 3 && roots.length === 1 ? roots[0] : undefined);
    const from = causedBy ?? (cause && idOf(cause));
    return { ...draft, id: idOf(draft), related, relevant, ...(from !== undefined && { causedBy: from }) };
  });
}

/**
 * The findings of several accounts and regions in one order, what is asked about and worst first, each with its place in
 * its id, its title and the call after it: names are unique in one place only.
 */
export function merged(looks: { place: Place; findings: Ranked[] }[]): Finding[] {
  const told = looks.map(({ place, findings }) => (looks.length > 1 ? findings.map(inPlace(place)) : findings));
  // In each place causes come before what follows from them, and that order stays.
  const lists = told.map((findings) => findings.map(({ relevant, ...finding }) => ({ relevant, finding })));
  const all: Finding[] = [];
  for (;;) {
    const [next] = lists.filter((list) => list.length > 0).sort((a, b) => weight(a[0]) - weight(b[0]));
    const taken = next?.shift();
    if (taken === undefined) return all;
    all.push(taken.finding);
  }
}

const weight = (head: { relevant: boolean; finding: Finding } | undefined): number =>
  head === undefined ? 0 : (head.relevant ? 0 : 10) + severities[head.finding.severity];

function inPlace(place: Place): (finding: Ranked) => Ranked {
  const name = placeName(place);
  const { account, region } = place;
  return ({ id, title, causedBy, next, ...finding }) => ({
    ...finding,
    id: `${id}@${name}`,
    title: headline(`${name}: ${title}`),
    ...(causedBy !== undefined && { causedBy: `${causedBy}@${name}` }),
    ...(next && { next: { ...next, args: { ...next.args, ...(account && { account }), region } } }),
  });
}

/** Where a program says itself what a curve shows as well, its words tell more. */
function withCurvesBehind(drafts: Draft[]): Draft[] {
  const isCurve = ({ object }: Draft): boolean => object.startsWith('aws:cloudwatch/');
  return drafts.map((draft) => {
    const said = drafts.find(
      (other) =>
        isCurve(draft) &&
        !isCurve(other) &&
        other.relevant &&
        other.category === draft.category &&
        other.severity === 'critical' &&
        other.depth <= draft.depth,
    );
    return said ? { ...draft, severity: 'warning', depth: 2, causedBy: idOf(said) } : draft;
  });
}

/** The same for the same trouble of the same object, whatever else was found. */
export const idOf = ({ category, object, title }: Pick<Draft, 'category' | 'object' | 'title'>): string => {
  // Several alarms may watch one object for one kind of trouble.
  const alarm = /^Alarm (.+?) is firing/.exec(title)?.[1];
  return `${category}:${object}${alarm === undefined ? '' : `#${alarm.replaceAll(/\s+/g, '_')}`}`;
};

function distinct(drafts: Draft[]): Draft[] {
  return [...new Map(drafts.map((draft) => [idOf(draft), draft])).values()];
}
