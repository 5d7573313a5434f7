import { badRequest, invalid, notFound, quote } from './api-status.ts';
import type { Cluster } from './cluster.ts';
import { isRecord, type KubeObject, list, record, text } from './fields.ts';
import type { Kind } from './kinds.ts';
import type { LogLine } from './read-logs.ts';

/** Parameters of `pods/log`. Follow ends at once, since time stands still; the backend has no TLS to verify. */
export const logParameters = [
  'container',
  'previous',
  'tailLines',
  'limitBytes',
  'sinceSeconds',
  'sinceTime',
  'timestamps',
  'follow',
  'insecureSkipTLSVerifyBackend',
  'pretty',
];

/** What `pods/log` answers, checked in the API server's order; `now` (ms) is what sinceSeconds counts from. */
export function podLog(
  cluster: Cluster,
  pods: Kind,
  namespace: string,
  name: string,
  query: URLSearchParams,
  now: number,
): Buffer {
  const options = {
    previous: flag(query, 'previous'),
    timestamps: flag(query, 'timestamps'),
    tailLines: whole(query, 'tailLines'),
    limitBytes: whole(query, 'limitBytes'),
    since: since(query, now),
  };
  refuseInvalid(name, query, options);
  const pod = cluster.get(pods, namespace, name);
  if (!pod) throw notFound('', 'pods', name);
  const container = chooseContainer(pod, query.get('container') ?? '');
  const lines = containerLines(cluster, pod, namespace, container, options.previous);
  const tail = options.tailLines === undefined ? lines : lines.slice(Math.max(0, lines.length - options.tailLines));
  const { since: oldest } = options;
  const kept = oldest === undefined ? tail : tail.filter((line) => line.at >= oldest);
  const written = kept.map((line) => `${options.timestamps ? `${line.timestamp} ` : ''}${line.message}\n`).join('');
  return Buffer.from(written).subarray(0, options.limitBytes);
}

function chooseContainer(pod: KubeObject, asked: string): string {
  const names = ['initContainers', 'containers', 'ephemeralContainers'].flatMap((part) =>
    list(pod, 'spec', part).map((container) => text(container, 'name')),
  );
  if (asked !== '') {
    if (names.includes(asked)) return asked;
    throw badRequest(`container ${asked} is not valid for pod ${pod.metadata.name}`);
  }
  const [first, ...others] = list(pod, 'spec.containers').map((container) => text(container, 'name'));
  const required = `a container name must be specified for pod ${pod.metadata.name}`;
  if (first === undefined) throw badRequest(required);
  if (others.length > 0) throw badRequest(`${required}, choose one of: [${names.join(' ')}]`);
  return first;
}

/** The kubelet's choice of what to read, and its words where there is nothing to read. */
function containerLines(
  cluster: Cluster,
  pod: KubeObject,
  namespace: string,
  container: string,
  previous: boolean,
): LogLine[] {
  const written = cluster.log(namespace, pod.metadata.name, container, previous);
  if (written) return written;
  const where = `container ${quote(container)} in pod ${quote(pod.metadata.name)}`;
  if (previous) throw badRequest(`previous terminated ${where} not found`);
  if (text(pod, 'spec.nodeName') === '') return [];
  const status = ['containerStatuses', 'initContainerStatuses', 'ephemeralContainerStatuses']
    .flatMap((part) => list(pod, 'status', part))
    .find((candidate) => text(candidate, 'name') === container);
  const waiting = record(status, 'state').waiting;
  if (!isRecord(waiting)) return [];
  // While a container waits to be started again, its log is that of the run before.
  if (isRecord(record(status, 'lastState').terminated)) {
    return cluster.log(namespace, pod.metadata.name, container, true) ?? [];
  }
  throw badRequest(`${where} is waiting to start: ${waitingFor(text(waiting, 'reason'))}`);
}

function waitingFor(reason: string): string {
  if (reason === 'ErrImagePull') return "image can't be pulled";
  if (reason === 'ImagePullBackOff') return 'trying and failing to pull image';
  return reason;
}

function refuseInvalid(
  name: string,
  query: URLSearchParams,
  { tailLines, limitBytes }: { tailLines: number | undefined; limitBytes: number | undefined },
): void {
  const problems: { field: string; type: string; body: string }[] = [];
  const value = (field: string, given: number, rule: string) =>
    problems.push({ field, type: 'FieldValueInvalid', body: `Invalid value: ${given}: ${rule}` });
  if (tailLines !== undefined && tailLines < 0) value('tailLines', tailLines, 'must be greater than or equal to 0');
  if (limitBytes !== undefined && limitBytes < 1) value('limitBytes', limitBytes, 'must be greater than 0');
  const seconds = whole(query, 'sinceSeconds');
  if (seconds !== undefined && query.get('sinceTime')) {
    const body = 'Forbidden: at most one of `sinceTime` or `sinceSeconds` may be specified';
    problems.push({ field: '', type: 'FieldValueForbidden', body });
  } else if (seconds !== undefined && seconds < 1) value('sinceSeconds', seconds, 'must be greater than 0');
  if (problems.length > 0) throw invalid('PodLogOptions', name, problems);
}

function since(query: URLSearchParams, now: number): number | undefined {
  const seconds = whole(query, 'sinceSeconds');
  if (seconds !== undefined) return now - seconds * 1_000;
  const time = query.get('sinceTime');
  if (!time) return undefined;
  const at = Date.parse(time);
  if (!Number.isNaN(at)) return at;
  throw badRequest(`parsing time ${quote(time)} as "2006-01-02T15:04:05Z07:00": cannot parse ${quote(time)} as "2006"`);
}

function whole(query: URLSearchParams, name: string): number | undefined {
  const given = query.get(name);
  if (given === null || given === '') return undefined;
  if (/^[+-]?\d+$/.test(given)) return Number(given);
  throw badRequest(`strconv.ParseInt: parsing ${quote(given)}: invalid syntax`);
}

/** Present and empty means true, as the API server's query decoding has it. */
function flag(query: URLSearchParams, name: string): boolean {
  const given = query.get(name);
  return given !== null && !['false', '0', 'f', 'F', 'FALSE', 'False'].includes(given);
}
