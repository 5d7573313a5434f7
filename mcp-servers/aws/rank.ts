import type { Finding } from '../runtime/finding.ts';
import type { Draft } from './findings/draft.ts';

const severities = { critical: 0, warning: 1, info: 2 };

/**
 * Findings with an identity and what caused them, causes first. An alarm or an error follows from what is wrong with the
 * same object, or, where it concerns what was asked about, from the one root there is.
 */
export function rank(drafts: Draft[]): Finding[] {
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
    return { ...draft, id: idOf(draft), related, ...(from !== undefined && { causedBy: from }) };
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
