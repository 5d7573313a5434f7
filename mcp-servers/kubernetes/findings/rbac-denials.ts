import { shown } from '../../runtime/log-events.ts';
import { headline, quotes } from '../../runtime/quotes.ts';
import { ref, refOf } from '../objects.ts';
import type { Snapshot } from '../snapshot.ts';
import { topmost, workloadOf } from '../snapshot-index.ts';
import { type Draft, depth, groupBy } from './draft.ts';
import { lastsIn } from './lasting.ts';

interface Denial {
  /** Who was refused, `system:serviceaccount:<namespace>:<name>`. */
  user: string;
  /** `list pods.apps in namespace shop`: the right that is missing. */
  right: string;
  object: string;
  pods: string[];
  line: string;
  at: string | undefined;
}

const refusal =
  /User "([^"]+)" cannot (\w+) resource "([^"]+)"(?: in API group "([^"]*)")?(?: in the namespace "([^"]+)"| at the cluster scope)?/;

const pathRefusal = /User "([^"]+)" cannot (\w+) path "([^"]+)"/;
const escalation = /user "([^"]+)" .{0,200}is attempting to grant RBAC permissions not currently held/i;

/** As the API server wrote it, before a program put it into JSON. */
const asWritten = (text: string): string => text.replaceAll('\\"', '"');
const isRefusal = (text: string): boolean =>
  [refusal, pathRefusal, escalation].some((pattern) => pattern.test(asWritten(text)));

/** Service accounts that lack a right, as the API server words it in the logs and events of who asked. */
export function rbacDenials(snapshot: Snapshot): Draft[] {
  const groups = groupBy([...inLogs(snapshot), ...inEvents(snapshot)], ({ object, user }) => `${object} ${user}`);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const [, , namespace, name] = first.user.split(':');
    const account = name ? refOf('ServiceAccount', namespace, name) : first.user;
    const rights = [...new Set(group.map(({ right }) => right))];
    return [
      {
        category: 'permission-denied',
        object: first.object,
        severity: 'warning' as const,
        title: headline(`${first.object}: ${account} is not permitted (RBAC) to ${rights.join(', ')}`),
        since: group
          .map(({ at }) => at ?? '')
          .filter((at) => at !== '')
          .sort()[0],
        mechanism: 'No Role or ClusterRole bound to the account grants what the program asks the API server for.',
        evidence: quotes(group.map(({ line }) => line)),
        related: [...new Set([account, ...group.flatMap(({ pods }) => pods)])],
        depth: depth.configuration,
      },
    ];
  });
}

function inLogs(snapshot: Snapshot): Denial[] {
  const pods = new Map(snapshot.pods.map((pod) => [ref(pod), pod]));
  return snapshot.logs.flatMap((log) => {
    const pod = pods.get(log.pod);
    const denied = log.lines.filter(({ text }) => isRefusal(text));
    if (!pod || !lastsIn(snapshot, pod, log, denied)) return [];
    return denied.flatMap((line) => denialIn(line.text, workloadOf(snapshot, pod), [log.pod], shown(line), line.at));
  });
}

/** A controller's own refusals are told by what it could not create. */
const inEvents = (snapshot: Snapshot): Denial[] =>
  snapshot.events
    .filter(({ type, reason }) => type === 'Warning' && reason !== 'FailedCreate')
    .filter(({ last }) => Date.parse(last) >= snapshot.window.since.getTime())
    .flatMap(({ message, about, first }) => denialIn(message, topmost(snapshot, about), [], message, first));

function denialIn(text: string, object: string, pods: string[], line: string, at: string | undefined): Denial[] {
  const said = asWritten(text);
  const found = refusal.exec(said);
  if (!found) return beyondResources(said).map((denied) => ({ ...denied, object, pods, line, at }));
  const [, user = '', verb = '', resource = '', group, namespace] = found;
  const where = namespace ? ` in namespace ${namespace}` : ' in the cluster';
  return [{ user, right: `${verb} ${resource}${group ? `.${group}` : ''}${where}`, object, pods, line, at }];
}

/** Rights over paths of the API server, and over rights. */
function beyondResources(said: string): Pick<Denial, 'user' | 'right'>[] {
  const [, asker, verb, path] = pathRefusal.exec(said) ?? [];
  if (asker) return [{ user: asker, right: `${verb} path ${path}` }];
  const [, granter] = escalation.exec(said) ?? [];
  return granter ? [{ user: granter, right: 'grant rights that it has not itself (verb escalate or bind)' }] : [];
}
