import { classOf } from '../runtime/error-classes.ts';
import { servicesIn } from './addressed-services.ts';
import { containersToRead } from './choose-logs.ts';
import { connectionTrouble } from './findings/clients.ts';
import { podsBehind } from './findings/services.ts';
import { hostsIn } from './hosts.ts';
import type { Looking } from './look.ts';
import { nameServerPods } from './name-servers.ts';
import { containersOf, isReady, type Pod, ref } from './objects.ts';
import { readList } from './read-lists.ts';
import { readChosen } from './read-logs.ts';
import { resources } from './resources.ts';
import { addObjects, emptySnapshot, type LogTail, type Snapshot } from './snapshot.ts';
import { workloadOf } from './snapshot-index.ts';

const mostPods = 6;
/** From who was asked about over whom its log blames to whom that one waits for. */
const mostSteps = 2;
const perWorkload = 2;

/** The logs of those whom logs blame, which are green themselves and may stand in other namespaces: Services, databases, DNS. */
export async function readBlamed(looking: Looking, snapshot: Snapshot): Promise<void> {
  if (snapshot.logs.length === 0) return;
  await readCorefile(looking, snapshot);
  let left = mostPods;
  for (let step = 0; step < mostSteps && left > 0; step += 1) {
    const pods = chosen(snapshot, blamedBy(snapshot)).slice(0, left);
    if (pods.length === 0) return;
    left -= pods.length;
    await readChosen(
      looking,
      snapshot,
      pods.flatMap((pod) => containersToRead(pod, snapshot.now)),
    );
  }
}

/** Unread pods, those that are not well first. */
function chosen(snapshot: Snapshot, pods: Pod[]): Pod[] {
  const taken = new Map<string, number>();
  for (const log of new Set(snapshot.logs.map(({ pod }) => pod))) {
    const pod = snapshot.pods.find((one) => ref(one) === log);
    if (pod) taken.set(workloadOf(snapshot, pod), (taken.get(workloadOf(snapshot, pod)) ?? 0) + 1);
  }
  const read = new Set(snapshot.logs.map(({ pod }) => pod));
  return [...new Set(pods)]
    .filter((pod) => !read.has(ref(pod)) && pod.spec?.nodeName)
    .sort((a, b) => Number(isReady(a)) - Number(isReady(b)) || (ref(a) < ref(b) ? -1 : 1))
    .filter((pod) => {
      const already = taken.get(workloadOf(snapshot, pod)) ?? 0;
      taken.set(workloadOf(snapshot, pod), already + 1);
      return already < perWorkload;
    });
}

function blamedBy(snapshot: Snapshot): Pod[] {
  return snapshot.logs.flatMap((log) => {
    const texts = troubleIn(log);
    if (texts.length === 0) return [];
    const asker = snapshot.pods.find((pod) => ref(pod) === log.pod);
    const named = servicesIn(snapshot, texts);
    // A line that names nobody is about somebody whom the program is configured to call.
    const configured = (asker ? containersOf(asker) : []).flatMap(({ env = [] }) =>
      env.map(({ value }) => value ?? ''),
    );
    const hosts = named.length > 0 ? named : hostsIn(configured);
    const behind = hosts.flatMap((host) => {
      const namespace = host.namespace ?? asker?.metadata.namespace;
      const service = snapshot.services.find(
        ({ metadata }) => metadata.name === host.name && metadata.namespace === namespace,
      );
      return service ? podsBehind(snapshot, service).slice(0, 1) : [];
    });
    const dns = texts.some((text) => classOf(text)?.category === 'dns');
    return [...behind, ...(dns ? nameServerPods(snapshot) : [])];
  });
}

const troubleIn = ({ lines }: LogTail): string[] =>
  lines.slice(-200).flatMap(({ text }) => (connectionTrouble.test(text) ? [text] : []));

/** What CoreDNS is told to do; where it may not be read, its log still tells whom it asks in vain. */
async function readCorefile(looking: Looking, snapshot: Snapshot): Promise<void> {
  const isAsked = snapshot.logs.some((log) => troubleIn(log).some((text) => classOf(text)?.category === 'dns'));
  const isOutside = looking.permitted.length > 0 && !looking.permitted.includes('kube-system');
  if (!isAsked || isOutside) return;
  const aside = emptySnapshot(snapshot.context, snapshot.now, snapshot.window);
  const only = { fieldSelector: 'metadata.name=coredns' };
  addObjects(snapshot, (await readList(looking, aside, resources.configMaps, 'kube-system', only)) ?? []);
}
