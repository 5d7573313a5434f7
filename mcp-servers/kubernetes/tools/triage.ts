import { z } from 'zod';
import { nearest } from '../../runtime/nearest.ts';
import { type ScopeArgument, scopeArgument } from '../../runtime/scope.ts';
import { defineTool, type ToolContext } from '../../runtime/tool.ts';
import { ToolError } from '../../runtime/tool-error.ts';
import { type ResolvedWindow, resolveWindow, stamp, windowArguments } from '../../runtime/window.ts';
import type { Linked } from '../causes.ts';
import type { Clusters } from '../clusters.ts';
import { diagnose } from '../diagnose.ts';
import { examined } from '../examined.ts';
import { gapsOf } from '../gaps.ts';
import { look } from '../look.ts';
import { rank } from '../rank.ts';
import type { Cluster } from '../read.ts';
import { recovered } from '../recovered.ts';
import { namedObjects, relevanceTo } from '../relevance.ts';
import { renderTriage } from '../render-triage.ts';
import type { Snapshot } from '../snapshot.ts';
import { workloadsOf } from '../snapshot-index.ts';

const defaultWindowMs = 60 * 60_000;

interface Seen {
  snapshot: Snapshot;
  findings: Linked[];
}

export function triageTool(clusters: Clusters) {
  return defineTool({
    name: 'k8s_triage',
    title: 'What is wrong in Kubernetes',
    description:
      'Ranked findings, causes before symptoms, with verbatim evidence over pods, workloads, nodes, volumes, images, probes, quotas, admission, Services, Ingresses, policies, autoscalers, jobs, deletions, logs and recent rollouts; what is healthy in numbers; what could not be read. Call it first.',
    input: z.strictObject({ scope: scopeArgument.optional(), ...windowArguments }),
    firstLook: true,
    async run({ scope, since, until }, context) {
      const window = resolveWindow({ since, until }, context.now, defaultWindowMs);
      const { places, notAllowed } = placesOf(clusters, scope);
      const gaps: string[] = [];
      const looked = await Promise.all(
        places.map((place) =>
          examineOne(place, {
            scope,
            window,
            context,
            single: places.length === 1,
            gaps,
            permitted: clusters.allowedNamespaces,
          }),
        ),
      );
      const seen = looked.filter((one) => one !== undefined);
      const notChecked = [
        ...notAllowed,
        ...gaps,
        ...seen.flatMap(({ snapshot }) => gapsOf(snapshot, places.length > 1)),
      ];
      return answer(seen, { scope, window, now: context.now(), notChecked });
    },
  });
}

interface Place {
  cluster: Cluster;
  namespaces: string[];
}

/** Clusters and namespaces of the scope, or all that are allowed; what the allow-lists do not permit is said, not read. */
function placesOf(clusters: Clusters, scope: ScopeArgument | undefined): { places: Place[]; notAllowed: string[] } {
  const allowed = clusters.allowedNamespaces;
  const wanted = scope?.clusters ?? [];
  if (wanted.length === 0)
    return { places: clusters.all.map((cluster) => ({ cluster, namespaces: allowed })), notAllowed: [] };
  const notAllowed: string[] = [];
  const places = wanted.flatMap(({ context, namespaces = [] }) => {
    const inside = namespaces.filter((n) => allowed.length === 0 || allowed.includes(n));
    for (const outside of namespaces.filter((n) => !inside.includes(n))) {
      notAllowed.push(`namespace ${outside} in ${context} (not in SRE_AGENT_KUBERNETES_NAMESPACES)`);
    }
    if (namespaces.length > 0 && inside.length === 0) return [];
    try {
      return [{ cluster: clusters.pick(context), namespaces: inside.length > 0 ? inside : allowed }];
    } catch (error) {
      if (!(error instanceof ToolError) || wanted.length === 1) throw error;
      notAllowed.push(`context ${context} (${error.message})`);
      return [];
    }
  });
  if (places.length === 0)
    throw new ToolError('not_allowed', notAllowed.join('; '), { hint: `allowed: ${allowed.join(', ')}` });
  return { places, notAllowed };
}

async function examineOne(
  { cluster, namespaces }: Place,
  asked: {
    scope: ScopeArgument | undefined;
    window: ResolvedWindow;
    context: ToolContext;
    single: boolean;
    gaps: string[];
    permitted: string[];
  },
): Promise<Seen | undefined> {
  const { scope, window, context, single, gaps, permitted } = asked;
  try {
    const snapshot = await look({
      cluster,
      namespaces,
      names: namesOf(scope),
      permitted,
      now: context.now(),
      window,
      signal: context.signal,
    });
    return { snapshot, findings: diagnose(snapshot, scope, single ? undefined : cluster.context) };
  } catch (error) {
    // One cluster of several that does not answer is a gap; the only one is an error.
    if (single || !(error instanceof ToolError)) throw error;
    gaps.push(`context ${cluster.context}: ${error.message}`);
    return undefined;
  }
}

function answer(
  seen: Seen[],
  {
    scope,
    window,
    now,
    notChecked,
  }: { scope: ScopeArgument | undefined; window: ResolvedWindow; now: Date; notChecked: string[] },
) {
  const names = namesOf(scope);
  const several = seen.length > 1;
  const prefix = (snapshot: Snapshot, line: string): string => (several ? `${snapshot.context}: ${line}` : line);
  const findings = ranked(seen, scope);
  const over = seen.flatMap(({ snapshot }) =>
    recovered(snapshot, relevanceTo(scope, snapshot)).map((line) => prefix(snapshot, line)),
  );
  const fine = seen.flatMap(({ snapshot }) => examined(snapshot, names, scope).map((line) => prefix(snapshot, line)));
  const where = seen.map(({ snapshot }) => snapshot.context).join(', ');
  const header = `Kubernetes ${where} as of ${stamp(now)}, window ${window.text}${unknownName(seen, scope)}`;
  const { lines, shown } = renderTriage({ header, findings, recovered: over, examined: fine, notChecked });
  return {
    lines,
    structured: {
      window: { since: stamp(window.since), until: stamp(window.until) },
      findings: shown.map(({ depth: _, ...finding }) => finding),
      examined: fine,
      notChecked,
      recovered: over,
    },
  };
}

/** The findings of all clusters in one order. */
function ranked(seen: Seen[], scope: ScopeArgument | undefined): Linked[] {
  const near = new Map<unknown, number>();
  for (const { snapshot, findings } of seen) {
    const relevance = relevanceTo(scope, snapshot);
    for (const finding of findings) near.set(finding, relevance(finding));
  }
  return rank(
    seen.flatMap(({ findings }) => findings),
    (finding) => near.get(finding) ?? 0,
  );
}

/** A service that nothing here is named after is said so, with the nearest names. */
function unknownName(seen: Seen[], scope: ScopeArgument | undefined): string {
  if (!scope?.service) return '';
  const names = namesOf(scope);
  if (seen.some(({ snapshot }) => namedObjects(snapshot, names).size > 0)) return '';
  const known = seen.flatMap(({ snapshot }) =>
    [...workloadsOf(snapshot), ...snapshot.services].map((o) => o.metadata.name),
  );
  const close = nearest(scope.service, known);
  return `; nothing read here is named ${scope.service}${close.length > 0 ? `, nearest: ${close.join(', ')}` : ''}`;
}

const namesOf = (scope: ScopeArgument | undefined): Set<string> =>
  new Set(
    [scope?.service, ...(scope?.names ?? [])].flatMap((name) =>
      name ? [name.toLowerCase().replaceAll('_', '-')] : [],
    ),
  );
