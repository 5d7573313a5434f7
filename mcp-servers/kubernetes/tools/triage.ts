import { z } from 'zod';
import { headline } from '../../runtime/quotes.ts';
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
import { type Place, placesOf } from '../places.ts';
import { rank } from '../rank.ts';
import { recovered } from '../recovered.ts';
import { relevanceTo } from '../relevance.ts';
import { renderTriage } from '../render-triage.ts';
import { namesOf, unknownName } from '../scope-names.ts';
import type { Snapshot } from '../snapshot.ts';
import { together } from '../together.ts';

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
      'Ranked findings, causes before symptoms, with verbatim evidence over pods, workloads, nodes, volumes, images, probes, quotas, admission, permissions, Services, Ingresses, policies, DNS, autoscalers, disruption budgets, jobs, deletions, logs and recent changes; what is healthy in numbers; what could not be read. Call it first.',
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
    const looking = { cluster, namespaces, names: namesOf(scope), permitted, now: context.now(), window };
    const snapshot = await together(context.signal, (signal) => look({ ...looking, signal }));
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
  const over = seen.flatMap(({ snapshot, findings: own }) =>
    recovered(snapshot, relevanceTo(scope, snapshot), own).map((line) => prefix(snapshot, line)),
  );
  const fine = seen.flatMap(({ snapshot }) => examined(snapshot, names, scope).map((line) => prefix(snapshot, line)));
  const where = seen.map(({ snapshot }) => snapshot.context).join(', ');
  const header = `Kubernetes ${where} as of ${stamp(now)}, window ${window.text}${unknownName(
    seen.map(({ snapshot }) => snapshot),
    scope,
  )}`;
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

/** Where several clusters answer, a finding and the call after it say which one is meant. */
function inCluster(context: string, { next, ...finding }: Linked): Linked {
  const title = headline(`${context}: ${finding.title}`);
  return { ...finding, title, ...(next && { next: { ...next, args: { ...next.args, context } } }) };
}

/** The findings of all clusters in one order. */
function ranked(seen: Seen[], scope: ScopeArgument | undefined): Linked[] {
  const near = new Map<unknown, number>();
  const told = seen.flatMap(({ snapshot, findings }) => {
    const relevance = relevanceTo(scope, snapshot);
    return findings.map((finding) => {
      const one = seen.length > 1 ? inCluster(snapshot.context, finding) : finding;
      near.set(one, relevance(finding));
      return one;
    });
  });
  return rank(told, (finding) => near.get(finding) ?? 0);
}
