import type { Submission } from '../../../workflows/contract.ts';
import { clip } from './clip.ts';
import { signature } from './closing.ts';
import type { Facts, Seen } from './facts.ts';
import { withoutIncident } from './no-incident.ts';
import { evidenceOf, quote } from './quotes.ts';
import { type Root, rankedLeads } from './root.ts';
import type { Deed } from './structured.ts';
import { minutesBefore, onsetOf } from './timeline.ts';

const tools =
  /\b(?:k6|locust|gatling|jmeter|artillery|vegeta|wrk2?|blazemeter|loadrunner|loadgen)\b|load[-_ ]?(?:test|gen)|perf(?:ormance)?[-_ ]?test|synthetic/i;
const startMinutes = 30;

export interface LoadTest {
  deed: Seen<Deed> | undefined;
  /** A line of a log that names the tool as the one who asks. */
  line: string;
  callId: string;
}

/**
 * More requests and nothing else: a load test that was started right before, or that the requests themselves name. Where something
 * fails or is slow for others, it is trouble after all.
 */
export function loadTestOf(facts: Facts, root: Root): LoadTest | undefined {
  if (root.lead.finding.category !== 'traffic-surge') return undefined;
  const surges = new Set(
    rankedLeads(facts)
      .filter(isSurge)
      .map(({ finding }) => finding.id),
  );
  const hurts = rankedLeads(facts).some(
    (lead) => !isSurge(lead) && !(lead.finding.severity === 'warning' && surges.has(lead.finding.causedBy ?? '-')),
  );
  if (hurts || facts.unread.length > 0) return undefined;
  const onset = onsetOf(root);
  const deed = facts.deeds.find(({ at, action, target, author }) => {
    const minutes = minutesBefore(at, onset) ?? -1;
    const starts = /:(?:Run|Start|Submit|Invoke|Create)/.test(action);
    return starts && minutes >= -1 && minutes <= startMinutes && tools.test(`${target} ${author}`);
  });
  const asker = askerIn(facts);
  if (deed) return { deed, line: deed.line, callId: deed.callId };
  return asker && { deed: undefined, ...asker };
}

const isSurge = ({ finding }: { finding: { category: string } }): boolean => finding.category === 'traffic-surge';

const agent = /\b(?:k6|locust|gatling|jmeter|artillery|vegeta|wrk2?)\/\d/i;

/** By the user agent of most of what was logged: `139x info ...: {"ua": "k6/0.54.0"}`. A probe that asks now and then is none. */
function askerIn({ results }: Facts): { line: string; callId: string } | undefined {
  for (const { tool, text, callId } of results) {
    if (!/_logs$/.test(tool)) continue;
    const lines = text.split('\n').map((line) => ({ line, times: Number(/^(\d+)x /.exec(line)?.[1] ?? 0) }));
    const [all, asked] = [lines, lines.filter(({ line }) => agent.test(line))].map((some) =>
      some.reduce((sum, { times }) => sum + times, 0),
    );
    const most = lines.filter(({ line }) => agent.test(line)).sort((a, b) => b.times - a.times)[0];
    if (most && asked && all && asked * 2 > all) return { line: most.line, callId };
  }
  return undefined;
}

/** Healthy: the numbers rose because somebody measures, and nobody is hurt. */
export function ofLoadTest(test: LoadTest, facts: Facts, root: Root): Submission {
  const { finding } = root.lead;
  const { deed } = test;
  const who = deed
    ? `${deed.author.split('/').at(-1)} started it (${clip(`${deed.action} ${deed.target}`, 90)}) at ${deed.at.replace(/\.000Z$/, 'Z')}`
    : 'the requests name its tool';
  const rootCause = clip(
    `Nothing is broken: a load test makes the additional requests; ${who}. ${finding.title}; nothing fails or is slow for others`,
    300,
  );
  const result = facts.results.find(({ callId }) => callId === test.callId);
  return {
    ...withoutIncident(facts),
    verdict: 'healthy',
    category: 'none',
    confidence: 'medium',
    summary: clip(`${signature} ${rootCause}`, 1_500),
    rootCause,
    evidence: [
      ...(result ? quote('A load test runs.', test.line, result) : []),
      ...evidenceOf(facts, root, undefined),
    ].slice(0, 10),
    nextSteps: [
      { what: 'Leave the traffic of load tests out of what the monitor counts, or silence it while they run.' },
    ],
  };
}
