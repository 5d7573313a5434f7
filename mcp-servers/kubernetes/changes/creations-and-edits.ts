import { type AnyObject, controllerOf, ref } from '../objects.ts';
import { imagesOf } from '../rows.ts';
import type { Change } from './change.ts';
import { pathsInWords, writesTo } from './managed-fields.ts';

interface Window {
  since: Date;
  until: Date;
}

/** The API server keeps seconds: what a client writes right after creating is part of it. */
const sameMomentMs = 2_000;

/** Objects that somebody made or edited in the window; what a controller makes for its owner is not among them. */
export function creationsAndEdits(objects: AnyObject[], window: Window): Change[] {
  return objects
    .filter((object) => !controllerOf(object) && !comesWithNamespace(object))
    .flatMap((object) => changesOf(object, window));
}

const comesWithNamespace = ({ kind, metadata: { name } }: AnyObject): boolean =>
  (kind === 'ServiceAccount' && name === 'default') || (kind === 'ConfigMap' && name === 'kube-root-ca.crt');

function changesOf(object: AnyObject, window: Window): Change[] {
  const born = object.metadata.creationTimestamp ?? '';
  const writes = writesTo(object);
  const about = { object: ref(object) };
  const [first] = writes;
  const creation: Change[] = isIn(window, born)
    ? [{ ...about, at: born, kind: 'creation', author: first?.manager ?? '', title: created(object) }]
    : [];
  const edits = writes
    .filter(({ at }) => isIn(window, at) && Date.parse(at) - Date.parse(born) > sameMomentMs)
    .map(
      ({ at, manager, paths }): Change => ({
        ...about,
        at,
        kind: 'edit',
        author: manager,
        title: `its last write; it owns ${pathsInWords(paths)}`,
      }),
    );
  const ends = object.metadata.deletionTimestamp;
  const deletion: Change[] =
    ends && isIn(window, ends)
      ? [{ ...about, at: ends, kind: 'deletion', author: '', title: 'being deleted, and still there' }]
      : [];
  return [...creation, ...edits, ...deletion];
}

function created(object: AnyObject): string {
  const images = imagesOf(object);
  return `created${images.length > 0 ? ` with ${images.join(', ')}` : ''}`;
}

export function isIn({ since, until }: Window, at: string): boolean {
  const time = Date.parse(at);
  return time >= since.getTime() && time <= until.getTime();
}
