import { headline, quotes } from '../../runtime/quotes.ts';
import type { ContainerStatus, Pod } from '../objects.ts';
import { ref } from '../objects.ts';
import type { Snapshot } from '../snapshot.ts';
import { eventsAbout, workloadOf } from '../snapshot-index.ts';
import { type Draft, depth, groupBy } from './draft.ts';
import { earliest } from './scheduling.ts';

const waitingForImage = new Set([
  'ErrImagePull',
  'ImagePullBackOff',
  'InvalidImageName',
  'ErrImageNeverPull',
  'ImageInspectError',
  'RegistryUnavailable',
  'SignatureValidationFailed',
]);

interface Pull {
  pod: Pod;
  image: string;
  container: string;
  reason: string;
  said: string[];
  kind: Kind;
}

interface Kind {
  category: string;
  words: string;
  mechanism: string;
}

/** Images that do not arrive: reference, credentials and registry told apart by what the runtime said. */
export function images(snapshot: Snapshot): Draft[] {
  const pulls = snapshot.pods.filter((pod) => !pod.metadata.deletionTimestamp).flatMap((pod) => pullsOf(snapshot, pod));
  const groups = groupBy(pulls, (pull) => `${workloadOf(snapshot, pull.pod)} ${pull.image} ${pull.kind.category}`);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const workload = workloadOf(snapshot, first.pod);
    const pods = group.length === 1 ? '1 pod' : `${group.length} pods`;
    return [
      {
        category: first.kind.category,
        object: workload,
        severity: 'critical' as const,
        title: headline(
          `${workload}: ${pods} cannot pull image "${first.image}" (${first.kind.words}): ${first.said[0] ?? first.reason}`,
        ),
        since: earliest(group.map(({ pod }) => pod.metadata.creationTimestamp)),
        mechanism: first.kind.mechanism,
        evidence: quotes([
          ...group.flatMap(({ said }) => said).map((text) => text),
          `${ref(first.pod)} container ${first.container} waiting: ${first.reason}`,
        ]),
        related: group.map(({ pod }) => ref(pod)),
        depth: depth.start,
        next: {
          tool: 'k8s_get',
          args: { kind: 'Deployment', namespace: first.pod.metadata.namespace, name: workload.split('/')[2] },
          why: 'its images, and the revision before',
        },
      },
    ];
  });
}

function pullsOf(snapshot: Snapshot, pod: Pod): Pull[] {
  const statuses = [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])];
  return statuses.flatMap((status) => {
    const reason = status.state?.waiting?.reason ?? '';
    if (!waitingForImage.has(reason)) return [];
    const image = wanted(pod, status);
    const said = whatWasSaid(snapshot, pod, status, image);
    const denied = eventsAbout(snapshot, ref(pod)).some((e) => e.reason === 'FailedToRetrieveImagePullSecret');
    return [
      {
        pod,
        image,
        container: status.name,
        reason,
        said,
        kind: kindOf(said.join('\n').replaceAll(image, ''), reason, denied),
      },
    ];
  });
}

/** The status may name what the runtime resolved; the spec has what was asked for. */
function wanted(pod: Pod, status: ContainerStatus): string {
  const containers = [...(pod.spec?.initContainers ?? []), ...(pod.spec?.containers ?? [])];
  return containers.find((c) => c.name === status.name)?.image ?? status.image;
}

function whatWasSaid(snapshot: Snapshot, pod: Pod, status: ContainerStatus, image: string): string[] {
  const events = eventsAbout(snapshot, ref(pod)).filter((e) => e.type === 'Warning' || e.reason === 'BackOff');
  const failed = events.filter((e) => /pull|image/i.test(e.message) && e.message.includes(image)).map((e) => e.message);
  const waiting = status.state?.waiting?.message ?? '';
  const telling = [...failed, waiting].filter(
    (text) => text !== '' && !/^back-?off pulling/i.test(text) && text.length > 20,
  );
  return telling.length > 0
    ? [...new Set(telling.reverse())]
    : [...new Set([waiting, ...failed])].filter((t) => t !== '');
}

const notFound: Kind = {
  category: 'image-not-found',
  words: 'reference not found',
  mechanism: 'The registry has no such repository or tag, so no container of the new pods can start.',
};
const credentials: Kind = {
  category: 'image-pull-credentials',
  words: 'registry denies the credentials',
  mechanism: 'The registry refuses the pull without accepted credentials, so no container can start.',
};
const registry: Kind = {
  category: 'registry-unreachable',
  words: 'registry not reachable',
  mechanism: 'The node gets no answer from the registry, so no container can start.',
};
const throttled: Kind = {
  category: 'throttled',
  words: 'registry limits pulls',
  mechanism: 'The registry refuses pulls above its rate limit until its window has passed.',
};

const otherPlatform: Kind = {
  category: 'image-not-found',
  words: "no build of it for the node's platform",
  mechanism: 'The image is there, but not for the operating system and processor of the node.',
};
const noRoom: Kind = {
  category: 'disk-full',
  words: 'the node has no room for it',
  mechanism: "The runtime unpacks an image on the node's disk, and the disk is full.",
};
const unsigned: Kind = {
  category: 'admission-denied',
  words: 'its signature is not accepted',
  mechanism: "The runtime's policy takes only images that are signed by whom it trusts.",
};

/** Without the image's own name, which may hold any word or number. The order counts: a registry's "does not exist or may require authorization" says neither, and a tag is likelier wrong. */
export function kindOf(said: string, reason: string, secretMissing = false): Kind {
  if (secretMissing) return credentials;
  if (reason === 'SignatureValidationFailed') return unsigned;
  if (reason === 'InvalidImageName' || reason === 'ErrImageNeverPull') return notFound;
  if (/toomanyrequests|rate limit|pull QPS exceeded|\b429\b/i.test(said)) return throttled;
  if (/no space left on device|ENOSPC/i.test(said)) return noRoom;
  if (/no match for platform|no matching manifest|no image found in .*for architecture/i.test(said))
    return otherPlatform;
  if (
    /repository does not exist or may require|manifest unknown|not found|no such (image|manifest)|name unknown/i.test(
      said,
    )
  ) {
    return notFound;
  }
  if (
    /unauthori[sz]ed|authentication required|authorization failed|no basic auth|forbidden|denied|\b40[13]\b/i.test(said)
  ) {
    return credentials;
  }
  if (
    /no such host|timeout|timed out|deadline exceeded|refused|unreachable|no route to host|reset by peer|x509|tls|HTTP response to HTTPS|\b50\d\b|\bEOF\b|dial tcp/i.test(
      said,
    )
  ) {
    return registry;
  }
  return notFound;
}
