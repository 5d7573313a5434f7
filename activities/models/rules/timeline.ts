import type { Facts, Lead, Seen } from './facts.ts';
import { isTrace, programsOf } from './graph.ts';
import { sameName } from './ownership.ts';
import type { Root } from './root.ts';
import type { Change } from './structured.ts';

/** A change is not excused by clocks that differ so much. */
export const skewMs = 60_000;

/** When a commit began to matter for a service, or that it has not. */
export type Effect = { at: string; by: 'deployment' | 'commit' } | { never: string };

/**
 * Since when a commit runs: since the first deployment that holds it, where deployments of the service are recorded, else since
 * it was committed. A deployment holds what was committed to its repository before its own commit.
 */
export function inEffect(change: Seen<Change>, programs: string[], { deployments, changes }: Facts): Effect {
  const own = deployments.filter(
    (one) => one.repository === change.repository && isProduction(one) && isOf(one, programs, change),
  );
  if (own.length === 0) return { at: change.at, by: 'commit' };
  const committed = (sha: string): number =>
    Date.parse(changes.find((one) => one.sha === sha)?.committedAt ?? 'unknown');
  const mine = Date.parse(change.committedAt ?? change.at);
  const holding = own.filter(({ sha }) => sha === change.sha || mine <= committed(sha));
  const first = holding.sort((a, b) => Date.parse(a.at) - Date.parse(b.at))[0];
  if (first) return { at: first.at, by: 'deployment' };
  const last = own.sort((a, b) => Date.parse(b.at) - Date.parse(a.at))[0];
  return { never: `No deployment holds it: the last one put out ${last?.sha.slice(0, 7)} at ${last?.at}.` };
}

/**
 * The same of what several programs share: each takes it up with a deployment of its own, and the last one before the first
 * sign is the one that can have brought it.
 */
export function sharedInEffect(
  change: Seen<Change>,
  programs: string[],
  onset: string | undefined,
  facts: Facts,
): Effect {
  const publishers = facts.deployments.flatMap(({ sha, service }) => {
    const carried = facts.changes.find((one) => one.sha === sha);
    return service !== undefined && carried?.paths.some((path) => change.paths.includes(path))
      ? service.toLowerCase().split(/[\s,]+/)
      : [];
  });
  const effects = [...new Set([...programs, ...publishers])].map((program) => inEffect(change, [program], facts));
  const dated = effects.filter((one) => 'at' in one && one.by === 'deployment');
  const latest = dated
    .flatMap((one) => ('at' in one && !beganAfter(one.at, onset) ? [one] : []))
    .sort((a, b) => Date.parse(b.at) - Date.parse(a.at))[0];
  return latest ?? dated[0] ?? effects.find((one) => 'at' in one) ?? effects[0] ?? inEffect(change, programs, facts);
}

/** A deployment that names no service is of all that its repository holds. */
const isOf = ({ service, sha }: Change, programs: string[], change: Change): boolean =>
  sha === change.sha ||
  service === undefined ||
  service
    .toLowerCase()
    .split(/[\s,]+/)
    .some((one) => programs.some((name) => sameName(one, name)));

const isProduction = ({ environment, state }: Change): boolean =>
  !/stag|dev|test|preview|sandbox|qa/i.test(environment ?? '') &&
  !/fail|error|pending|queued|in_progress/i.test(state ?? '');

/** When it began, as far as any finding of it says; RFC 3339. */
export function onsetOf({ lead, chain, supporting, alike }: Root): string | undefined {
  const shown = earliest([...chain, ...alike].filter((one) => one !== lead));
  const own = earliest([lead, ...alike]);
  // A trace is a sample, taken some time after it began; a setting may be older than the trouble that it brings.
  const isNoOnset = isTrace(lead) || (own !== undefined && shown !== undefined && hoursBetween(own, shown) > 12);
  return (isNoOnset ? (shown ?? own) : own) ?? earliest(supporting);
}

const hoursBetween = (a: string, b: string): number => (Date.parse(b) - Date.parse(a)) / 3_600_000;

const earliest = (leads: Lead[]): string | undefined =>
  leads.flatMap(({ finding }) => finding.since ?? []).sort((a, b) => Date.parse(a) - Date.parse(b))[0];

export const beganAfter = (at: string, onset: string | undefined): boolean =>
  onset !== undefined && Date.parse(at) > Date.parse(onset) + skewMs;

/**
 * When it began, by whatever moved first of the programs of the root: a curve of theirs may have turned before the one that
 * somebody watches, and a log is read from a window's beginning.
 */
export function firstSignOf(root: Root, { results, leads }: Pick<Facts, 'results' | 'leads'>): string | undefined {
  const onset = onsetOf(root);
  if (onset === undefined) return undefined;
  const programs = programsOf(root.lead.finding.object);
  const curves = leads.filter(({ finding }) => programsOf(finding.object).some((one) => programs.includes(one)));
  const steps = results
    .filter(({ tool, isError }) => !isError && tool === 'aws_triage')
    .flatMap(({ text }) => text.split('\n'))
    .filter((line) => line.startsWith('moved: ') && programs.some((one) => line.toLowerCase().includes(`=${one}`)))
    .flatMap((line) => /largest step .* at (\S+Z)/.exec(line)?.[1] ?? []);
  const near = [...curves.flatMap(({ finding }) => finding.since ?? []), ...steps].filter(
    (at) => Date.parse(at) <= Date.parse(onset) && hoursBetween(at, onset) <= mostHours,
  );
  return [onset, ...near].sort((a, b) => Date.parse(a) - Date.parse(b))[0];
}

/** Further back it is another matter. */
const mostHours = 1;

/** Minutes between a change and the first sign; undefined where no sign has a time. */
export const minutesBefore = (at: string, onset: string | undefined): number | undefined =>
  onset === undefined ? undefined : (Date.parse(onset) - Date.parse(at)) / 60_000;
