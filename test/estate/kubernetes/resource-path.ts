import { NotServed } from '../system.ts';

/** What a request is about, read from its path alone, as the API server does before it asks who may. */
export interface ResourcePath {
  group: string;
  version: string;
  /** Empty for the discovery document of a group's version. */
  plural: string;
  namespace: string | undefined;
  name: string | undefined;
  subresource: string | undefined;
}

/** Parses `/api/v1/...` and `/apis/<group>/<version>/...`; undefined for any other path. */
export function parseResourcePath(pathname: string): ResourcePath | undefined {
  const [root, ...rest] = pathname.split('/').filter(Boolean).map(decodeURIComponent);
  if (root !== 'api' && root !== 'apis') return undefined;
  const group = root === 'api' ? '' : rest.shift();
  const version = rest.shift();
  if (group === undefined || version === undefined) return undefined;
  const [first = '', second, third, ...others] = rest;
  const base = { group, version };
  if (first === 'watch') throw new NotServed('watches: time stands still');
  const isNamespaceItself = third === undefined || third === 'status' || third === 'finalize';
  if (first === 'namespaces' && group === '' && isNamespaceItself) {
    return { ...base, plural: first, namespace: second, name: second, subresource: third };
  }
  if (first === 'namespaces' && second !== undefined && third !== undefined) {
    return { ...base, plural: third, namespace: second, name: others[0], subresource: joined(others.slice(1)) };
  }
  const subresource = joined(third === undefined ? [] : [third, ...others]);
  return { ...base, plural: first, namespace: undefined, name: second, subresource };
}

function joined(parts: string[]): string | undefined {
  return parts.length === 0 ? undefined : parts.join('/');
}
