import type { Category } from '../../../workflows/categories.ts';
import type { Finding } from '../../../workflows/contract.ts';
import type { Facts, Lead } from './facts.ts';
import { namesOf, relevanceOf } from './relevance.ts';

export interface Root {
  lead: Lead;
  /** How near it, or what follows from it, is to what was asked about. */
  relevance: number;
  /** Findings on the way from the root to what was asked about, and others of the same service: best first. */
  supporting: Lead[];
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

const severity = { critical: 30, warning: 10, info: 0 };

/** Leads about what was asked about, best first. */
export function rankedLeads({ leads, scope }: Facts): Lead[] {
  // The servers rank what they found, so their order decides between equals.
  const worth = ({ finding }: Lead): number =>
    severity[finding.severity] + relevanceOf(finding, scope) * 5 + (isSymptom(finding.category) ? 0 : 15);
  return leads
    .filter(({ finding }) => finding.severity !== 'info' && isOfWhatRuns(finding) && relevanceOf(finding, scope) > 0)
    .sort((a, b) => worth(b) - worth(a));
}

/** A deployment that failed is a change to look at; by itself it breaks nothing. */
const isOfWhatRuns = ({ object }: Finding): boolean => !object.startsWith('github:');

/** The first thing in the chain that went wrong with what was asked about; nothing where nothing did. */
export function rootOf(facts: Facts): Root | undefined {
  const ranked = rankedLeads(facts);
  const enough = namesOf(facts.scope).length > 0 ? 2 : 1;
  const own = ranked.filter(({ finding }) => relevanceOf(finding, facts.scope) >= enough);
  const best = own[0];
  if (!best) return undefined;
  const chain = causesOf(best, facts.leads);
  const lead = chain.at(-1) ?? best;
  const supporting = [...chain.slice(0, -1).reverse(), ...own].filter((one) => one !== lead);
  return { lead, relevance: relevanceOf(best.finding, facts.scope), supporting: [...new Set(supporting)] };
}

/** The lead and what it follows from, step by step. Ids are unique in one result, so that one is asked first. */
function causesOf(lead: Lead, leads: Lead[]): Lead[] {
  const chain = [lead];
  for (;;) {
    const last = chain.at(-1) ?? lead;
    const causes = leads.filter((one) => one.finding.id === last.finding.causedBy && !chain.includes(one));
    const cause = causes.find((one) => one.result === last.result) ?? causes[0];
    if (!cause) return chain;
    chain.push(cause);
  }
}

/** When it began, as far as any finding of it says; RFC 3339. */
export const onsetOf = ({ lead, supporting }: Root): string | undefined =>
  lead.finding.since ??
  supporting.flatMap(({ finding }) => finding.since ?? []).sort((a, b) => Date.parse(a) - Date.parse(b))[0];
