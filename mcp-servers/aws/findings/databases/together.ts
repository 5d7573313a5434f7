import { headline } from '../../../runtime/quotes.ts';
import type { Draft } from '../draft.ts';

/** A draft that may be told in one line with another of the same database. */
export interface Fault extends Draft {
  brief?: string;
  /** The user, statement or thing behind it, where known: one behind both is one fault. */
  who?: string | undefined;
}

const roots = new Set(['database-storage', 'database-cpu', 'database-locks']);

/**
 * What fills the storage does not take the CPU or hold a lock: where two faults of one database have causes of their own,
 * each is told with the other, since whoever repairs one would take it for done. A busy CPU keeps connections open and many
 * connections keep it busy, so that of these two both are told, and not that they are two.
 */
export function together(faults: Fault[]): Draft[] {
  return faults.map((fault) => {
    const { brief, who, ...draft } = fault;
    // Clients that are refused are what is noticed; the CPU is told with them.
    if (draft.category === 'database-cpu' && faults.some((one) => one.severity === 'critical' && areBoth(one, fault))) {
      return { ...draft, severity: 'warning', depth: 2 };
    }
    const other = faults.find(
      (one) =>
        one !== fault &&
        one.object === fault.object &&
        one.severity === 'critical' &&
        (areTwo(one, fault) || areBoth(one, fault)),
    );
    if (!other?.brief || !brief || draft.severity !== 'critical') return draft;
    const id = draft.object.replace(/^aws:rds\//, '');
    return {
      ...draft,
      title: headline(`RDS ${id}${areTwo(other, fault) ? ' has two faults' : ''}: ${brief}; and ${other.brief}`),
      mechanism: `${draft.mechanism} ${other.mechanism}`,
      evidence: [...draft.evidence.slice(0, 3), ...other.evidence.slice(0, 3)],
    };
  });
}

const areTwo = (a: Fault, b: Fault): boolean =>
  a.category !== b.category &&
  roots.has(a.category) &&
  roots.has(b.category) &&
  [a, b].some(({ category }) => category === 'database-storage') &&
  a.who !== undefined &&
  b.who !== undefined &&
  a.who !== b.who;

const areBoth = (a: Fault, b: Fault): boolean =>
  a.object === b.object &&
  ['database-connections', 'database-cpu'].every((category) => [a, b].some((one) => one.category === category));
