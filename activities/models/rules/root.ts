import type { Category } from '../../../workflows/categories.ts';
import type { Finding } from '../../../workflows/contract.ts';
import type { Facts, Lead } from './facts.ts';
import { answersFor, failingNeeds, isSameProgram, type Paths, pathsIn } from './graph.ts';
import { namesOf, relevanceOf } from './relevance.ts';
import { sharedTopics, topicsOf } from './topics.ts';

export interface Root {
  lead: Lead;
  /** How near it, or what follows from it, is to what was asked about. */
  relevance: number;
  /** Findings on the way from the root to what was asked about, and others of the same service: best first. */
  supporting: Lead[];
  /** What was seen of it first, and each step to the root. */
  chain: Lead[];
  /** Other findings of the root's object and kind: the same trouble, met by others. */
  alike: Lead[];
}

/** What a failing service looks like, whatever is wrong with it: a finding of these is a cause only for want of a better. */
const symptoms: ReadonlySet<Category> = new Set<Category>([
  'unknown',
  'none',
  'probe-failing',
  'rollout-stuck',
  'application-crash',
  'load-balancer-unhealthy',
  'dependency-slow',
  'dependency-unreachable',
  'service-selector',
  'ingress-backend',
]);

export const isSymptom = (category: Category): boolean => symptoms.has(category);

/** What says by itself that the reason is elsewhere. */
const pointsElsewhere: ReadonlySet<Category> = new Set<Category>([
  'unknown',
  'dependency-slow',
  'dependency-unreachable',
  'dependency-outage',
  'function-timeout',
  'load-balancer-unhealthy',
  'throttled',
  'ingress-backend',
]);

const severity = { critical: 30, warning: 10, info: 0 };

/** Leads about what was asked about, best first. */
export function rankedLeads(facts: Facts): Lead[] {
  // The servers rank what they found, so their order decides between equals.
  const worth = (lead: Lead): number =>
    severity[lead.finding.severity] + nearness(lead, facts) * 5 + (isSymptom(lead.finding.category) ? 0 : 15);
  return facts.leads
    .filter((lead) => isTrouble(lead.finding) && nearness(lead, facts) > 0)
    .sort((a, b) => worth(b) - worth(a));
}

/** A deployment that failed is a change to look at; by itself it breaks nothing. */
export const isTrouble = ({ severity, object }: Finding): boolean =>
  severity !== 'info' && !object.startsWith('github:');

/** By name, or by what the question speaks of; what only a look beyond the scope shows counts for nothing else. */
function nearness(lead: Lead, facts: Facts): number {
  const near = relevanceOf(lead.finding, facts.scope);
  if (near > 1) return near;
  const isAbout = sharedTopics(lead.finding, topicsOf(facts)).length > 0;
  return isAbout ? 2 : facts.wide.has(lead.result) ? 0 : near;
}

/** The first thing in the chain that went wrong with what was asked about; nothing where nothing did. */
export function rootOf(facts: Facts): Root | undefined {
  const ranked = rankedLeads(facts);
  const enough = namesOf(facts.scope).length > 0 ? 2 : 1;
  const own = ranked.filter((lead) => nearness(lead, facts) >= enough);
  const best = own[0];
  if (!best) return undefined;
  const chain = causesOf(best, facts.leads, pathsIn(facts));
  const lead = chain.at(-1) ?? best;
  const supporting = [...chain.slice(0, -1).reverse(), ...own].filter((one) => one !== lead);
  const { category, object } = lead.finding;
  const alike = facts.leads.filter(
    (one) => one !== lead && one.finding.category === category && one.finding.object === object,
  );
  return { lead, relevance: nearness(best, facts), supporting: [...new Set(supporting)], chain, alike };
}

/** The lead and what it follows from, step by step. Ids are unique in one result, so that one is asked first. */
function causesOf(lead: Lead, leads: Lead[], paths: Paths): Lead[] {
  const chain = [lead];
  for (;;) {
    const last = chain.at(-1) ?? lead;
    const causes = leads.filter((one) => one.finding.id === last.finding.causedBy && !chain.includes(one));
    const cause =
      causes.find((one) => one.result === last.result) ?? causes[0] ?? failingNeed(last, chain, leads, paths);
    if (!cause) return chain;
    chain.push(cause);
  }
}

/** What fails of what the lead names: it has to have begun before, and to be more than one more symptom. */
function failingNeed(last: Lead, chain: Lead[], leads: Lead[], paths: Paths): Lead | undefined {
  const isFirst = ({ finding }: Lead): boolean =>
    finding.object.startsWith('aws:xray/') ||
    !finding.since ||
    !last.finding.since ||
    Date.parse(finding.since) <= Date.parse(last.finding.since) + slackMs;
  const isWhereItIs = ({ finding }: Lead): boolean =>
    finding.object.startsWith('aws:rds/') && finding.category === last.finding.category && !isSymptom(finding.category);
  const tellsMore = (one: Lead): boolean =>
    answersFor(last, one) ||
    isWhereItIs(one) ||
    (pointsElsewhere.has(last.finding.category)
      ? !isSymptom(one.finding.category) || one.finding.category !== last.finding.category
      : !isSymptom(one.finding.category) && one.finding.severity === 'critical');
  const teller = isCurve(last) && leads.find((one) => tellsOf(one, last) && !chain.includes(one));
  if (teller) return teller;
  // What names the things that it keeps from working does not need them.
  const follows = (one: Lead): boolean => ancestorsOf(one, leads).some((other) => chain.includes(other));
  return failingNeeds(last, leads, paths).find(
    (one) => isTrouble(one.finding) && !chain.includes(one) && !follows(one) && isFirst(one) && tellsMore(one),
  );
}

/** What the lead follows from, as its own server has joined them. */
function ancestorsOf(lead: Lead, leads: Lead[]): Lead[] {
  const found: Lead[] = [];
  for (let one: Lead | undefined = lead; one; ) {
    const { finding, result }: Lead = one;
    one = leads.find((other) => other.result === result && other.finding.id === finding.causedBy);
    if (!one || found.includes(one)) break;
    found.push(one);
  }
  return found;
}

/** A number that rose: what the program says itself tells more. */
const isCurve = ({ finding }: Lead): boolean =>
  finding.category === 'unknown' && /^aws:(?:cloudwatch|elbv2|lambda|ecs)\//.test(finding.object);

const tellsOf = (one: Lead, curve: Lead): boolean =>
  isTrouble(one.finding) && !isCurve(one) && isSameProgram(one.finding.object, curve.finding.object);

/** Metrics come by the minute, and logs are read from a window's beginning: who was first is not known more exactly. */
const slackMs = 10 * 60_000;

/** Whether the root is only how something else shows, so that a look beyond the scope is worth it. */
export const isOnlyASymptom = ({ lead }: Root): boolean =>
  isSymptom(lead.finding.category) || pointsElsewhere.has(lead.finding.category);
