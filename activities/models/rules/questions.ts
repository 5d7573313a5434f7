import type { Facts } from './facts.ts';
import { callKey } from './facts.ts';
import { programsOf, workloadNamed } from './graph.ts';
import { namesOf } from './relevance.ts';
import { isOnlyASymptom, type Root, rankedLeads, rootOf } from './root.ts';
import { candidates } from './suspect.ts';
import { onsetOf } from './timeline.ts';

export interface Question {
  tool: string;
  args: Record<string, unknown>;
}

/** A few at a time: the systems that are read are in trouble already. */
const atOnce = 12;
/** In the first round, beside everything else; the last one has room for more. */
const commitsToRead = 6;

/**
 * What is worth asking now, and was not asked before: what the best findings name as the next call, the service's logs, what
 * changed, and the diffs of the changes that may have to do with it.
 */
export function openQuestions(facts: Facts, tools: string[]): Question[] {
  const offered = new Set(tools);
  const asked = new Set(facts.asked);
  const all = [
    ...ofFindings(facts),
    // Before the commits, of which a busy repository has any number: what caused it may stand in another.
    ...ofMore(facts),
    ...ofRoot(facts),
    ...ofPaths(facts),
    ...ofLogs(facts),
    ...ofChanges(facts),
    ...ofCommits(facts),
  ];
  return all
    .filter(({ tool, args }) => {
      const key = callKey(tool, args);
      if (!offered.has(tool) || asked.has(key)) return false;
      asked.add(key);
      return true;
    })
    .slice(0, atOnce);
}

const ofFindings = (facts: Facts): Question[] =>
  rankedLeads(facts)
    .slice(0, 4)
    .flatMap(({ finding }) => (finding.next ? [{ tool: finding.next.tool, args: finding.next.args }] : []));

/** Logs and events of the object that fails, where it is Kubernetes' and no finding has asked for them already. */
function ofRoot(facts: Facts): Question[] {
  const [kind = '', namespace = '', name = ''] = kubernetesObjectOf(facts)?.split('/') ?? [];
  if (!/^(?:Deployment|StatefulSet|DaemonSet|Pod)$/.test(kind)) return [];
  const cluster = facts.scope.clusters?.find((one) => one.namespaces?.includes(namespace));
  const where = { namespace, ...(cluster ? { context: cluster.context } : {}) };
  const logs = kind === 'Pod' ? { pod: name } : { workload: `${kind.toLowerCase()}/${name}` };
  const suggested = new Set(ofFindings(facts).map(({ tool }) => tool));
  const root = rootOf(facts);
  const frames =
    root && isOnlyASymptom(root) ? [{ tool: 'k8s_logs', args: { ...logs, ...where, grep: framesOfTraces } }] : [];
  return [
    ...frames,
    { tool: 'k8s_logs', args: { ...logs, ...where } },
    { tool: 'k8s_events', args: { object: `${kind}/${name}`, ...where } },
  ].filter(({ tool, args }) => 'grep' in args || !suggested.has(tool));
}

/** Lines of stack traces in any language, and what they end with. */
const framesOfTraces = '(?:File ".+", line|\\bat .+:\\d+|\\.(?:go|rs|rb|php|exs?):\\d+|\\w(?:Error|Exception): )';

/** Where it is seen through a curve or a trace, the workload of the same name, since its logs say what fails. */
function kubernetesObjectOf(facts: Facts): string | undefined {
  const object = rootOf(facts)?.lead.finding.object;
  if (object === undefined || /^[A-Z]/.test(object)) return object;
  return programsOf(object).flatMap((program) => workloadNamed(program, facts) ?? [])[0];
}

/** Where AWS shows it: the paths of requests through it, then the curves of those who stand beside it on them. */
function ofPaths(facts: Facts): Question[] {
  const root = rootOf(facts);
  const object = root?.lead.finding.object ?? '';
  if (!/^aws:(?:cloudwatch|logs|xray)\//.test(object)) return [];
  const programs = programsOf(object).slice(-1);
  if (facts.turns === 0) return [{ tool: 'aws_traces', args: { names: programs } }];
  const paths = facts.results.filter(({ tool, isError }) => tool === 'aws_traces' && !isError);
  const beside = [
    ...new Set(
      paths.flatMap(({ text }) =>
        [...text.matchAll(/(?:^|> |: )([a-z][a-z0-9-]+) (?:[A-Z]{3,}|\S+) /gm)].map(([, name = '']) => name),
      ),
    ),
  ].filter((name) => name.includes('-') && !programs.includes(name));
  return beside.slice(0, 2).map((name) => ({ tool: 'aws_metrics', args: { names: [name] } }));
}

/** Logs outside Kubernetes, of the groups that no finding has asked for already. */
function ofLogs(facts: Facts): Question[] {
  const suggested = new Set(ofFindings(facts).map(({ args }) => args.log_group));
  const known = facts.scope.log_groups ?? [];
  const groups = [...known.slice(0, 3), ...besideThem(facts, known)].filter((group) => !suggested.has(group));
  return groups.map((group) => ({ tool: 'aws_logs', args: { log_group: group, ...facts.scope.window } }));
}

/** Where another program fails than was asked about, its log group, if it is called as that of the one asked about is. */
function besideThem({ scope, ...facts }: Facts, groups: string[]): string[] {
  const object = rootOf({ scope, ...facts })?.lead.finding.object ?? '';
  const program = /^aws:(?:cloudwatch|xray)\//.test(object) ? programsOf(object).at(-1) : undefined;
  if (program === undefined) return [];
  const asked = namesOf(scope);
  return groups
    .flatMap((group) => {
      const parts = group.split('/');
      const own = parts.findIndex((part) => asked.includes(part.toLowerCase()));
      return own < 0 || parts[own] === program ? [] : [parts.with(own, program).join('/')];
    })
    .slice(0, 1);
}

/** Only where the first look did not bring the changes along. */
function ofChanges({ scope, changes }: Facts): Question[] {
  if (changes.length > 0 || !scope.repositories?.length) return [];
  const { service, names, repositories, window } = scope;
  const about = Object.fromEntries(Object.entries({ service, names, repositories }).filter(([, value]) => value));
  return [{ tool: 'github_changes', args: { scope: about, ...window } }];
}

/** Beyond the scope, once: where what was asked about is well or only shows the trouble, and for changes made elsewhere. */
function ofMore(facts: Facts): Question[] {
  if (facts.turns > 0 || facts.scope.unknownService) return [];
  const root = rootOf(facts);
  const { since, until } = facts.scope.window;
  const changes = { tool: 'github_changes', args: { ...namesToLookFor(facts, root), ...dayBefore(facts, root) } };
  if (root && !isOnlyASymptom(root) && !isOfStore(root)) return [changes, ...ofDeeds(facts, root)];
  const window = { since, until };
  return [
    changes,
    ...(root ? ofDeeds(facts, root) : []),
    { tool: 'aws_triage', args: window },
    { tool: 'k8s_triage', args: window },
  ];
}

/** What a program says of its store: the store itself, which may say the same, stands elsewhere. */
const isOfStore = ({ lead: { finding } }: Root): boolean =>
  finding.object.startsWith('aws:logs/') && /^(?:database-|schema-mismatch$)/.test(finding.category);

/** Who did what in the cloud before it began, and which rules guard a database that is not reached. */
function ofDeeds({ scope }: Facts, root: Root): Question[] {
  const onset = onsetOf(root);
  if (onset === undefined) return [];
  const end = Math.min(Date.parse(onset) + slackMs, Date.parse(scope.window.until));
  const [since, until] = [end - deedsMs, end].map((at) => new Date(at).toISOString());
  const said = [root.lead, ...root.supporting]
    .flatMap(({ finding }) => [finding.title, ...finding.evidence])
    .join('\n');
  const unreached = /time?d? ?out/i.test(said)
    ? /\b([a-z][\w-]*)\.(?:[\w-]+\.)+rds\.amazonaws\.com\b/.exec(said)?.[1]
    : undefined;
  const database = unreached ? [{ tool: 'aws_get', args: { what: 'databases', service: unreached } }] : [];
  return [{ tool: 'aws_changes', args: { since, until } }, ...database];
}

const deedsMs = 4 * 3_600_000;

/** What is broken and what it follows from, by whose repositories and folders the server chooses beside the common ones. */
function namesToLookFor(facts: Facts, root: Root | undefined): { scope?: { names: string[] } } {
  if (!root) return {};
  const found = [root.lead, ...root.chain, ...root.alike].map(({ finding }) => finding);
  const programs = found.flatMap(({ object, related }) => [object, ...related]).flatMap(programsOf);
  const names = [...new Set([...programs, ...namesOf(facts.scope)])].filter((name) => name.length > 2);
  return names.length > 0 ? { scope: { names: names.slice(0, mostNames) } } : {};
}

const mostNames = 12;

/** Changes precede symptoms, some by hours; those that came long after the first sign would only crowd out the others. */
function dayBefore({ scope }: Facts, root: Root | undefined): { since: string; until: string } {
  const onset = root && onsetOf(root);
  const end = Date.parse(scope.window.until);
  const until = onset === undefined ? end : Math.min(end, Date.parse(onset) + slackMs);
  return { since: new Date(until - dayMs).toISOString(), until: new Date(until).toISOString() };
}

const dayMs = 24 * 3_600_000;
/** How far what is known of the first sign may be off. */
const slackMs = 20 * 60_000;

function ofCommits(facts: Facts): Question[] {
  const root = rootOf(facts);
  if (!root) return [];
  return candidates(facts, root)
    .slice(0, facts.turns === 0 ? commitsToRead : atOnce)
    .map(({ repository, sha }) => ({ tool: 'github_commit', args: { repository, ref: sha, hunks: true } }));
}
