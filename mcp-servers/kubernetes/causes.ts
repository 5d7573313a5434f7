import type { Finding } from '../runtime/finding.ts';
import { type Draft, depth } from './findings/draft.ts';

export interface Linked extends Finding {
  depth: number;
}

/**
 * Gives each draft its id and the finding it follows from: the one nearest above it that is about an object on which it
 * depends, or that counts such an object among those it touches.
 */
export function linkCauses(drafts: Draft[], context?: string): Linked[] {
  const seen = new Map<string, number>();
  const named = unique(drafts).map((draft) => {
    const base = `${draft.category}:${draft.object}${context ? `@${context}` : ''}`;
    const count = (seen.get(base) ?? 0) + 1;
    seen.set(base, count);
    return { draft, id: count === 1 ? base : `${base}#${count}` };
  });
  const causes = new Map(named.map(({ draft, id }) => [id, causeOf(draft, named)?.id]));
  return named.map(({ draft, id }) => {
    const { dependsOn: _, involves = [], ...rest } = draft;
    const cause = isFirstOfCircle(id, causes) ? undefined : causes.get(id);
    return {
      ...rest,
      id,
      related: [...new Set([...(draft.related ?? []), ...involves])],
      ...(cause && { causedBy: cause }),
    };
  });
}

/** Programs that crash for want of each other: one of them is taken for the root, always the same. */
function isFirstOfCircle(id: string, causes: Map<string, string | undefined>): boolean {
  const passed = new Set<string>();
  let at: string | undefined = id;
  while (at !== undefined && !passed.has(at)) {
    passed.add(at);
    at = causes.get(at);
  }
  return at === id && [...passed].every((other) => id <= other);
}

function causeOf(draft: Draft, all: { draft: Draft; id: string }[]): { draft: Draft; id: string } | undefined {
  const needs = new Set(draft.dependsOn ?? []);
  const own = ownPods(draft);
  const candidates = all.filter(({ draft: other }) => {
    if (other === draft || other.depth > draft.depth || other.severity === 'info') return false;
    // What crashes for want of another program that crashes stands as deep as that.
    const alike = other.depth === draft.depth;
    if (needs.has(other.object)) return !alike || (draft.depth === depth.run && other.object !== draft.object);
    if (alike) return false;
    // A node or a policy brings down what it touches, whoever noticed.
    const touched = [draft.object, ...needs, ...own].some((object) => other.related?.includes(object));
    return touched && (other.depth <= 1 || needs.size > 0);
  });
  // Lacking strength is itself a symptom, and explains something only where nothing else does.
  const order = ({ draft: other }: (typeof candidates)[number]): number =>
    (other.depth === depth.rollout ? 100 : 0) + weight[other.severity] * 10 - other.depth;
  return candidates.sort((a, b) => order(a) - order(b))[0];
}

const weight = { critical: 0, warning: 1, info: 2 };

const ownPods = (draft: Draft): string[] => (draft.related ?? []).filter((object) => object.startsWith('Pod/'));

/** Two families may see the same thing; the one nearer to the root stays. */
function unique(drafts: Draft[]): Draft[] {
  return drafts.filter(
    (draft) =>
      !drafts.some(
        (other) =>
          other !== draft &&
          other.object === draft.object &&
          other.category === draft.category &&
          other.category !== 'unknown' &&
          other.severity !== 'info' &&
          other.depth < draft.depth,
      ),
  );
}
