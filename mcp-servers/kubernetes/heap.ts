import type { Container, Pod, PodTemplate } from './objects.ts';
import { controllerOf } from './objects.ts';
import type { Snapshot } from './snapshot.ts';
import { workloadOf } from './snapshot-index.ts';

/** A runtime's own limit of memory, inside that of the container: how its errors word it, and what sets it. */
const limits: { said: RegExp; setting: RegExp; words: string }[] = [
  {
    said: /Java heap space|GC overhead limit exceeded|Terminating due to java\.lang\.OutOfMemoryError$/i,
    setting: /-Xmx\S+|-XX:Max(?:Heap|RAM)\w*=\S+/,
    words: 'the Java heap is exhausted',
  },
  { said: /OutOfMemoryError: Metaspace/i, setting: /-XX:MaxMetaspaceSize=\S+/, words: "Java's metaspace is exhausted" },
  {
    said: /Direct buffer memory/i,
    setting: /-XX:MaxDirectMemorySize=\S+/,
    words: "Java's memory for direct buffers is exhausted",
  },
  {
    said: /heap out of memory|Reached heap limit|Ineffective mark-compacts/i,
    setting: /--max[-_]old[-_]space[-_]size[= ]\d+/,
    words: 'the heap of Node.js is exhausted',
  },
];

/**
 * `the Java heap is exhausted at -Xmx512m (-Xmx2g until 2026-05-12T09:00:00Z); the container may use 3Gi`, where a line says
 * that a runtime reached a limit of its own; undefined for others. Of an environment's values nothing but that setting is told.
 */
export function ownLimitInWords(snapshot: Snapshot, pod: Pod, container: string, said: string): string | undefined {
  const limit = limits.find((one) => one.said.test(said));
  if (!limit) return undefined;
  const spec = pod.spec?.containers?.find((one) => one.name === container);
  const now = spec && settingIn(spec, limit.setting);
  const before = now === undefined ? undefined : earlier(snapshot, pod, container, { setting: limit.setting, now });
  const room = spec?.resources?.limits?.memory;
  return `${limit.words}${now ? ` at ${now}` : ''}${before ? ` (${before})` : ''}${room ? `; the container may use ${room}` : ''}`;
}

/** The last one counts, as it does for the runtimes. */
function settingIn({ env = [], command = [], args = [] }: Container, setting: RegExp): string | undefined {
  const texts = [...env.map(({ value }) => value ?? ''), ...command, ...args];
  return texts.flatMap((text) => [...text.matchAll(new RegExp(setting, 'g'))].map(([found]) => found)).at(-1);
}

/** What it was in the revision before the one that brought today's. */
function earlier(
  snapshot: Snapshot,
  pod: Pod,
  container: string,
  { setting, now }: { setting: RegExp; now: string },
): string | undefined {
  const workload = workloadOf(snapshot, pod);
  const revisions = snapshot.replicaSets
    .filter((set) => controllerOf(set) === workload)
    .map((set) => ({
      number: Number(set.metadata.annotations?.['deployment.kubernetes.io/revision'] ?? 0),
      made: set.metadata.creationTimestamp ?? '',
      value: valueIn(set.spec?.template, container, setting),
    }))
    .sort((a, b) => b.number - a.number);
  const last = revisions.findIndex(({ value }) => value !== now);
  const [was, first] = [revisions[last], revisions[last - 1]];
  if (!was || !first) return undefined;
  return `${was.value ?? 'not set'} until revision ${first.number} of ${first.made}`;
}

function valueIn(template: PodTemplate | undefined, container: string, setting: RegExp): string | undefined {
  const spec = template?.spec?.containers?.find((one) => one.name === container);
  return spec && settingIn(spec, setting);
}
