import type { Linked } from './causes.ts';
import type { Relevance } from './relevance.ts';

const weight = { critical: 0, warning: 1, info: 2 };

/**
 * Causes before symptoms, what was asked for before the rest: a cause stands where the most relevant of what follows from
 * it would, and its symptoms come right behind it.
 */
export function rank(findings: Linked[], relevance: Relevance): Linked[] {
  const byId = new Map(findings.map((finding) => [finding.id, finding]));
  const groups = new Map<Linked, Linked[]>();
  for (const finding of findings) {
    const root = rootOf(finding, byId);
    groups.set(root, [...(groups.get(root) ?? []), finding]);
  }
  const scored = [...groups.entries()].map(([root, members]) => ({
    root,
    members: members.sort((a, b) => a.depth - b.depth || compare(a.id, b.id)),
    relevance: Math.max(...members.map(relevance)),
    severity: Math.min(...members.map((member) => weight[member.severity])),
    followers: members.length,
  }));
  scored.sort(
    (a, b) =>
      Number(a.severity === weight.info) - Number(b.severity === weight.info) ||
      b.relevance - a.relevance ||
      a.severity - b.severity ||
      b.followers - a.followers ||
      a.root.depth - b.root.depth ||
      compare(a.root.id, b.root.id),
  );
  return scored.flatMap(({ members }) => members);
}

function rootOf(finding: Linked, byId: Map<string, Linked>): Linked {
  let root = finding;
  const passed = new Set([root.id]);
  while (root.causedBy !== undefined) {
    const cause = byId.get(root.causedBy);
    if (!cause || passed.has(cause.id)) break;
    passed.add(cause.id);
    root = cause;
  }
  return root;
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
