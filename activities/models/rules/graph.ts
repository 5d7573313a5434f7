import type { Facts, Lead } from './facts.ts';

/** Parts of paths that name no program. */
const places =
  /^(?:aws|ecs|eks|lambda|rds|logs?|apps?|applications?|services?|containers?|cluster|prod(?:uction)?|staging|live|test|main|web|api|worker|server|default|targetgroup|loadbalancer|net|performance|-|[0-9a-f]{12,})$/;

/** What the program, store or node behind an object is called: `cart` of `Pod/shop/cart-7d9f8b6c5-x2x9z` and of `aws:logs/prod/cart/application`. */
export function programsOf(object: string): string[] {
  const host = /^aws:xray\/(?:.*@)?([\w-]+)\.[\w.-]+\.amazonaws\.com$/i.exec(object)?.[1];
  if (host) return [host.toLowerCase()];
  const parts = object.toLowerCase().split('/');
  const named = object.startsWith('aws:') ? parts.slice(1) : parts.slice(-1);
  return [...new Set(named.filter((part) => part.length > 2 && !places.test(part)).map(workloadName))];
}

/** A pod's name without what its ReplicaSet and the pod itself add. */
const workloadName = (name: string): string =>
  name.replace(/-[a-z0-9]{8,10}-[bcdfghjklmnpqrstvwxz2456789a-z0-9]{5}$/, '').replace(/-\d+$/, '');

/** Two objects stand for one program: a Deployment, its log group and its curve. */
export const isSameProgram = (a: string, b: string): boolean =>
  programsOf(a).some((one) => programsOf(b).some((other) => one === other || isSuffixed(one, other)));

const endings = ['-api', '-svc', '-service', 'service', '-app', '-server', '-worker'];

const isSuffixed = (a: string, b: string): boolean =>
  endings.some((ending) => a === `${b}${ending}` || b === `${a}${ending}`);

/** A store is called after the program that keeps its data there: `ledger-pg` after `ledger-api`. */
function keepersOf(object: string): string[] {
  const store = /^aws:(?:rds|elasticache|docdb|memorydb)\/([\w-]+)$/.exec(object.toLowerCase())?.[1];
  const stem = store?.replace(
    /(?:-(?:pg|db|rds|postgres(?:ql)?|mysql|aurora|redis|cache|prod|primary|main|writer))+$/,
    '',
  );
  return stem === undefined || stem === store ? [] : endings.map((ending) => `${stem}${ending}`);
}

/** Whether what one finding says names the program of another: the one that complains needs the one that it complains about. */
export function needs(lead: Lead, other: Lead): boolean {
  const { finding } = lead;
  if (finding === other.finding || isSameProgram(finding.object, other.finding.object)) return false;
  if (finding.causedBy !== undefined && finding.causedBy === other.finding.id) return true;
  // Where the path of a trace runs through it, what the trace ends in is what it waits for or fails with.
  if (isTrace(other)) return other.finding.related.some((one) => isSameProgram(one, finding.object));
  if (answersFor(lead, other)) return true;
  // The path of a trace names those who call as well as who is called, and its object is the last of them.
  if (isTrace(lead)) return false;
  const text = [finding.title, ...finding.evidence].join('\n').toLowerCase();
  const called = [...programsOf(other.finding.object), ...keepersOf(other.finding.object)];
  return called.some((name) => name.length > 3 && names(text, name));
}

/**
 * A proxy that stands before a program: its log calls itself the server of the host that the caller's trace ends in. What it
 * refuses never comes to the program, whose own logs and traces hold nothing of it.
 */
export function answersFor(lead: Lead, other: Lead): boolean {
  const serves = saying(other).matchAll(
    /\b(?:server|server_name|vhost|virtual_?host|authority)[:=] ?"?([\w-]+(?:\.[\w-]+)+)/g,
  );
  const hosts = new Set([...serves].map(([, host = '']) => host));
  const called = saying(lead).matchAll(/\b(?:http\.host|server\.address|net\.peer\.name|peer\.hostname)=([\w.-]+)/g);
  return isTrace(lead) && !isTrace(other) && [...called].some(([, host = '']) => hosts.has(host));
}

const saying = ({ finding }: Lead): string => [finding.title, ...finding.evidence].join('\n');

export const isTrace = ({ finding }: Lead): boolean => finding.object.startsWith('aws:xray/');

/** The name as a word of its own, and not a part of a longer one. */
export const names = (text: string, name: string): boolean => {
  const at = text.indexOf(name);
  if (at < 0) return false;
  const isPart = (char: string | undefined): boolean => char !== undefined && /[\w-]/.test(char);
  return (!isPart(text[at - 1]) && !isPart(text[at + name.length])) || names(text.slice(at + name.length), name);
};

/** What the lead needs and what is in trouble itself, the best first as the leads are. */
export const failingNeeds = (lead: Lead, leads: Lead[], paths: Paths = new Map()): Lead[] =>
  leads.filter((other) => needs(lead, other) || asksStore(lead, other, paths));

/** Who calls whom, as the traces that were read show it. */
export type Paths = Map<string, Set<string>>;

/** `ui GET /tickets 4.9s > tickets-api GET /tickets 4.8s > tickets-pg SELECT tickets 4.7s`: each segment calls the next. */
export function pathsIn({ results }: Pick<Facts, 'results'>): Paths {
  const paths: Paths = new Map();
  const lines = results
    .filter(({ tool, isError }) => !isError && /^aws_(?:traces|triage)$/.test(tool))
    .flatMap(({ text }) => text.split('\n').filter((line) => / \d+-[0-9a-f]{8}-[0-9a-f]{24} .* > /.test(line)));
  for (const line of lines) {
    const called = line
      .replace(/^.*?\d+-[0-9a-f]{8}-[0-9a-f]{24} .*?: /, '')
      .split(' > ')
      .map((segment) => segment.split(' ')[0]?.toLowerCase() ?? '');
    for (const [at, name] of called.slice(1).entries()) {
      const caller = called[at] ?? '';
      paths.set(caller, (paths.get(caller) ?? new Set()).add(name));
    }
  }
  return paths;
}

/** The program's requests go to the store that is in trouble. */
const asksStore = (lead: Lead, other: Lead, paths: Paths): boolean =>
  /^aws:(?:rds|elasticache|docdb|memorydb|dynamodb)\//.test(other.finding.object) &&
  !isSameProgram(lead.finding.object, other.finding.object) &&
  programsOf(lead.finding.object).some((program) =>
    programsOf(other.finding.object).some((store) => paths.get(program)?.has(store)),
  );

/** The workload of this name that any result speaks of: `Deployment/shop/cart`, `aws:ecs/cart`. */
export function workloadNamed(program: string, { results, leads }: Facts): string | undefined {
  const ref =
    /\b(?:Deployment|StatefulSet|DaemonSet|CronJob|Job|Rollout)\/[a-z0-9-]+\/[a-z0-9.-]+|\baws:(?:ecs|lambda|rds)\/[\w./-]+/g;
  const told = leads.flatMap(({ finding }) => [finding.object, ...finding.related]);
  const written = results.flatMap(({ text }) => text.match(ref) ?? []);
  return [...told, ...written]
    .filter((object) => object.match(ref)?.[0] === object)
    .find((object) => programsOf(object).some((name) => name === program || isSuffixed(name, program)));
}
