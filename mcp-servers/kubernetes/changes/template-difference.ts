import type { Container, PodTemplate } from '../objects.ts';
import { probeWords } from '../probe-words.ts';

/** What differs between two pod templates, a few words each: names and references, never an environment's values. */
export function templateDifference(before: PodTemplate | undefined, after: PodTemplate | undefined): string[] {
  const [was, is] = [before?.spec ?? { containers: [] }, after?.spec ?? { containers: [] }];
  return [
    ...containersDifference('container', was.containers, is.containers),
    ...containersDifference('init container', was.initContainers, is.initContainers),
    ...entries('volume', sourcesOf(before), sourcesOf(after)),
    ...moved('service account', was.serviceAccountName ?? 'default', is.serviceAccountName ?? 'default'),
    ...moved('priority class', was.priorityClassName, is.priorityClassName),
    ...entries('node selector', was.nodeSelector ?? {}, is.nodeSelector ?? {}),
    ...(['affinity', 'tolerations', 'securityContext', 'imagePullSecrets'] as const)
      .filter((part) => !same(was[part], is[part]))
      .map((part) => `${part} changed`),
    ...entries('label', withoutHash(before?.metadata?.labels), withoutHash(after?.metadata?.labels)),
    ...entries('annotation', before?.metadata?.annotations ?? {}, after?.metadata?.annotations ?? {}),
  ];
}

function containersDifference(word: string, before: Container[] = [], after: Container[] = []): string[] {
  const old = new Map(before.map((container) => [container.name, container]));
  const changes = after.flatMap((container) => {
    const previous = old.get(container.name);
    old.delete(container.name);
    return previous
      ? containerDifference(previous, container)
      : [`${word} ${container.name} added: ${container.image}`];
  });
  return [...changes, ...[...old.keys()].map((name) => `${word} ${name} removed`)];
}

function containerDifference(before: Container, after: Container): string[] {
  const own = [
    ...(['command', 'args'] as const).flatMap((part) => moved(part, words(before[part]), words(after[part]))),
    ...(['requests', 'limits'] as const).flatMap((part) =>
      entries(part, before.resources?.[part] ?? {}, after.resources?.[part] ?? {}),
    ),
    ...(['startupProbe', 'livenessProbe', 'readinessProbe'] as const).flatMap((part) =>
      moved(part, probeWords(before[part]), probeWords(after[part])),
    ),
    ...moved('ports', portsOf(before), portsOf(after)),
    ...environmentDifference(before, after),
    ...(same(before.volumeMounts, after.volumeMounts) ? [] : ['volume mounts changed']),
    ...(same(before.securityContext, after.securityContext) ? [] : ['security context changed']),
  ];
  return [...moved('image', before.image, after.image), ...own.map((change) => `${after.name} ${change}`)];
}

/** By name; where a value comes from is told, the value itself is not. */
function environmentDifference(before: Container, after: Container): string[] {
  const sources = ({ env = [], envFrom = [] }: Container): Record<string, string> =>
    Object.fromEntries([
      ...env.map(({ name, valueFrom }) => [`env ${name}`, valueFrom ? sourceWords(valueFrom) : '(a value)']),
      ...envFrom.map((from) => {
        const source = from.configMapRef ? `ConfigMap ${from.configMapRef.name}` : `Secret ${from.secretRef?.name}`;
        return [`env from ${source}`, source];
      }),
    ]);
  const [was, is] = [sources(before), sources(after)];
  const values = new Map((before.env ?? []).map(({ name, value }) => [name, value]));
  const replaced = (after.env ?? []).filter(
    ({ name, value }) => value !== undefined && values.get(name) !== undefined && values.get(name) !== value,
  );
  const refs = entries('', was, is).map((change) => change.trim().replace(/ (added|removed): .*$/, ' $1'));
  return [...refs, ...replaced.map(({ name }) => `env ${name} changed`)];
}

type ValueSource = NonNullable<NonNullable<Container['env']>[number]['valueFrom']>;

function sourceWords({ configMapKeyRef, secretKeyRef, fieldRef }: ValueSource): string {
  if (configMapKeyRef) return `ConfigMap ${configMapKeyRef.name} key ${configMapKeyRef.key}`;
  if (secretKeyRef) return `Secret ${secretKeyRef.name} key ${secretKeyRef.key}`;
  return fieldRef ? `field ${fieldRef.fieldPath}` : 'a resource field';
}

function sourcesOf(template: PodTemplate | undefined): Record<string, string> {
  return Object.fromEntries(
    (template?.spec?.volumes ?? []).map((volume) => {
      const { name, configMap, secret, persistentVolumeClaim } = volume;
      if (configMap) return [name, `ConfigMap ${configMap.name}`];
      if (secret) return [name, `Secret ${secret.secretName}`];
      if (persistentVolumeClaim) return [name, `PersistentVolumeClaim ${persistentVolumeClaim.claimName}`];
      return [name, Object.keys(volume).find((key) => key !== 'name') ?? 'emptyDir'];
    }),
  );
}

function entries(word: string, before: Record<string, string>, after: Record<string, string>): string[] {
  const changes = Object.entries(after).flatMap(([key, value]) => {
    if (before[key] === undefined) return [`${word} ${key} added: ${short(value)}`];
    return before[key] === value ? [] : [`${word} ${key} ${short(before[key])} -> ${short(value)}`];
  });
  const gone = Object.keys(before).filter((key) => after[key] === undefined);
  return [...changes, ...gone.map((key) => `${word} ${key} removed`)];
}

const moved = (word: string, before: string | undefined, after: string | undefined): string[] =>
  before === after ? [] : [`${word} ${short(before ?? 'none')} -> ${short(after ?? 'none')}`];

const words = (parts: string[] | undefined): string | undefined => parts?.join(' ');

const portsOf = ({ ports = [] }: Container): string => ports.map((port) => port.containerPort).join(' ') || 'none';

const withoutHash = (labels: Record<string, string> = {}): Record<string, string> =>
  Object.fromEntries(Object.entries(labels).filter(([key]) => !/^(pod-template|controller-revision)-hash$/.test(key)));

const longest = 120;
const short = (text: string): string => (text.length > longest ? `${text.slice(0, longest)}…` : text);

const same = (before: unknown, after: unknown): boolean => JSON.stringify(before) === JSON.stringify(after);
