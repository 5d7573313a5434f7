import type { InventoryItem } from '../runtime/finding.ts';
import { type AnyObject, ref, templateOf } from './objects.ts';
import { imagesOf } from './rows.ts';

const nameLabels = [
  'app.kubernetes.io/name',
  'app.kubernetes.io/instance',
  'app.kubernetes.io/part-of',
  'app',
  'k8s-app',
  'name',
];
const commitMarks = [
  'org.opencontainers.image.revision',
  'app.kubernetes.io/commit',
  'app.kubernetes.io/version',
  'git-sha',
  'git-commit',
  'commit',
  'revision',
];
const sha = /^[0-9a-f]{7,40}$/;

/** A workload as a scope may want it: every name that people could use for it, and the commit that it says it runs. */
export function inventoryItem(workload: AnyObject, context: string): InventoryItem {
  const template = templateOf(workload);
  const labels = { ...template?.metadata?.labels, ...workload.metadata.labels };
  const marks = { ...template?.metadata?.annotations, ...workload.metadata.annotations, ...labels };
  const { name, namespace } = workload.metadata;
  const images = imagesOf(workload);
  const containers = (template?.spec?.containers ?? []).flatMap((container) => container.name ?? []);
  const said = [...nameLabels.map((label) => labels[label]), ...containers, ...images.map(repositoryName)];
  const aliases = [...new Set(said.flatMap((alias) => (alias && alias !== name ? [alias] : [])))];
  const commit = commitOf(marks, images);
  return {
    name,
    object: ref(workload),
    aliases,
    context,
    ...(namespace && { namespace }),
    images,
    ...(commit && { commit }),
  };
}

/** A SHA by label or annotation, else by an image's tag, bare or behind a word such as `git-` or `v1.2.3-`. */
function commitOf(marks: Record<string, string>, images: string[]): string | undefined {
  const keys = Object.keys(marks);
  for (const mark of commitMarks) {
    const key = keys.find((k) => k === mark || k.endsWith(`/${mark}`));
    const value = key === undefined ? undefined : marks[key]?.replace(/^sha-?/, '');
    if (value && sha.test(value) && /[a-f]/.test(value + (value.length >= 12 ? 'a' : ''))) return value;
  }
  for (const image of images) {
    const tag = /:([\w.-]+)(?:@|$)/.exec(image.split('/').at(-1) ?? '')?.[1] ?? '';
    const part = tag.split(/[-_.]/).find((word) => sha.test(word) && /[a-f]/.test(word) && /\d/.test(word));
    if (part) return part;
  }
  return undefined;
}

/** `registry/shop/checkout-api:1.2` is about checkout-api. */
const repositoryName = (image: string): string => (image.split('/').at(-1) ?? '').split(/[:@]/)[0] ?? '';
