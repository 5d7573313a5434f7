import { z } from 'zod';
import { type Diagnosis, isReadElsewhere, type Submission, type ToolResult } from './contract.ts';
import { ageOf, checked, secondLook } from './evidence.ts';
import type { Investigation } from './investigation.ts';
import { leadsOf } from './leads.ts';

/**
 * From what was submitted to what is reported: quotes marked, what was not looked at added, `healthy` only where something
 * was looked at, and a second look where the oldest evidence that is cited has grown old.
 */
export async function concluded(
  state: Investigation,
  submission: Submission | undefined,
  now: () => number,
  lookAgain: () => Promise<ToolResult[]>,
): Promise<Diagnosis> {
  const submitted = tempered(state, submission ?? unsubmitted(state));
  const evidence = checked(submitted.evidence, state.observations);
  const stale = ageOf(evidence, state.observations, now()) > state.limits.evidenceMs;
  const again = stale ? await lookAgain() : [];
  const unproven = submitted.verdict === 'incident' && !evidence.some((item) => item.verified);
  const observed = [...Object.values(state.observations), ...again].map((seen) => seen.observedAt);
  return {
    ...submitted,
    // A cause that no quote supports is an opinion.
    ...(unproven ? { confidence: 'low' as const } : {}),
    evidence,
    notChecked: unread(state, submitted),
    asOf: observed.sort().at(-1) ?? state.scope.now,
    model: state.answeredBy,
    ...(stale ? { recheck: secondLook(evidence, again) } : {}),
    usage: {
      turns: state.turns,
      toolCalls: state.toolCalls,
      ...state.usage,
      ...(state.usd === undefined ? {} : { usd: state.usd }),
      elapsedMs: now() - state.startedAt,
    },
  };
}

function unread(state: Investigation, submission: Submission): string[] {
  const servers = state.catalogue.unreachable.map(({ server, reason }) => `${server}: ${reason}`);
  const looked = state.firstLook.flatMap((result) => result.notChecked);
  const asked = state.transcript.flatMap((e) => (e.kind === 'results' ? e.results.flatMap((r) => r.notChecked) : []));
  const all = [...submission.notChecked, ...servers, ...state.scope.notChecked, ...looked, ...asked];
  return [...new Set(all)].slice(0, 20);
}

/**
 * `healthy` needs something examined, and nothing essential unread: a service that exists nowhere, a first look that failed, or
 * one that could not read what was asked about is not health.
 */
function tempered(state: Investigation, submission: Submission): Submission {
  if (submission.verdict !== 'healthy') return submission;
  const { unknownService } = state.scope;
  const gap = essentialGap(state);
  const why = unknownService
    ? `No service '${unknownService.name}' was found in reach`
    : state.firstLook.every((result) => result.isError)
      ? 'Nothing of the first look could be read'
      : gap
        ? `What was asked about could not be read whole (${gap})`
        : undefined;
  if (why === undefined) return submission;
  return {
    ...submission,
    verdict: 'inconclusive',
    confidence: 'low',
    summary: `${why}. ${submission.summary}`.slice(0, 1_500),
  };
}

/** What of the running systems stayed unread and bears a name of the scope; repositories and messages tell of talk and changes. */
function essentialGap({ firstLook, scope }: Investigation): string | undefined {
  const { service, names = [], clusters = [], log_groups = [] } = scope;
  const namespaces = clusters.flatMap((cluster) => cluster.namespaces ?? []);
  const asked = [service, ...names, ...namespaces, ...log_groups].filter(
    (name) => name !== undefined && name.length > 2,
  );
  const examined = firstLook.flatMap(({ structured }) => lines.catch([]).parse(structured?.examined));
  const unread = firstLook
    .filter(({ tool }) => !/^(?:github|slack)_/.test(tool))
    .flatMap(({ notChecked }) => notChecked)
    .filter((line) => !isReadElsewhere(line, examined));
  return [...scope.notChecked, ...unread].find((line) =>
    asked.some((name) => name !== undefined && line.includes(name)),
  );
}

const lines = z.array(z.string());

/**
 * The report of an investigation whose last turn brought no diagnosis: what was seen, how the model's board stood, and that
 * nothing was concluded.
 */
function unsubmitted(state: Investigation): Submission {
  const leads = leadsOf(state.firstLook);
  const reason = state.lastTurn ?? 'no diagnosis was submitted';
  const board = state.hypotheses ?? [];
  const source = (id: string) => state.firstLook.find((result) => result.findings.some((finding) => finding.id === id));
  return {
    verdict: 'inconclusive',
    summary: `The investigation ended without a diagnosis: ${reason}. What the first look saw is listed as evidence.`,
    rootCause: '',
    category: 'unknown',
    confidence: 'low',
    faultyObjects: [...new Set(leads.map((finding) => finding.object))].slice(0, 10),
    timeline: [],
    evidence: leads.slice(0, 5).flatMap((finding) => {
      const quote = finding.evidence[0]?.slice(0, 600);
      const toolCallId = source(finding.id)?.callId;
      return quote && toolCallId ? [{ claim: finding.title.slice(0, 300), quote, toolCallId }] : [];
    }),
    ruledOut: board
      .filter(({ status }) => status === 'ruled-out')
      .map(({ claim, because }) => ({ hypothesis: claim, why: because })),
    notChecked: board
      .filter(({ status }) => status !== 'ruled-out')
      .map(({ claim, because }) => `Not settled: ${claim}${because ? ` (${because})` : ''}`.slice(0, 300)),
    nextSteps: [],
  };
}
