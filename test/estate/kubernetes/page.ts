import { ApiStatus, badRequest } from './api-status.ts';
import type { KubeObject } from './fields.ts';

export interface Page {
  items: KubeObject[];
  /** Where the next page begins; undefined on the last. */
  continue?: string;
  /** Left out where a selector was given, since nobody has counted. */
  remainingItemCount?: number;
}

export interface PageRequest {
  /** 0 for no limit. */
  limit: number;
  continue: string;
  /** Of the whole cluster: it stands still. */
  resourceVersion: number;
  /** Whether any selector was given. */
  selective: boolean;
  matches(object: KubeObject): boolean;
}

/** One page of a list in the order of storage. Tokens are those of the API server: version, revision and next key. */
export function page(entries: Iterable<[key: string, object: KubeObject]>, request: PageRequest): Page {
  const start = request.continue === '' ? '' : startKey(request.continue, request.resourceVersion);
  const items: KubeObject[] = [];
  let last = '';
  let more = 0;
  for (const [key, object] of entries) {
    if (key < start || !request.matches(object)) continue;
    if (request.limit > 0 && items.length === request.limit) {
      more += 1;
      if (request.selective) break;
      continue;
    }
    items.push(object);
    last = key;
  }
  if (more === 0) return { items };
  const token = { v: 'meta.k8s.io/v1', rv: request.resourceVersion, start: `${last}\u0000` };
  return {
    items,
    continue: Buffer.from(JSON.stringify(token)).toString('base64url'),
    ...(request.selective ? {} : { remainingItemCount: more }),
  };
}

function startKey(token: string, resourceVersion: number): string {
  const { v, rv, start } = decode(token);
  if (v !== 'meta.k8s.io/v1')
    throw broken(`server does not recognize this encoded version ${typeof v === 'string' ? v : ''}`);
  if (typeof rv !== 'number' || rv === 0) {
    throw broken('incorrect encoded start resourceVersion (version meta.k8s.io/v1)');
  }
  if (typeof start !== 'string' || start === '') throw broken('encoded start key empty (version meta.k8s.io/v1)');
  if (rv === resourceVersion) return start;
  throw new ApiStatus(
    410,
    'Expired',
    'The provided continue parameter is too old to display a consistent list result. You can start a new list ' +
      'without the continue parameter, or use the continue token in this response to retrieve the remainder of the ' +
      'results. Continuing with the provided token results in an inconsistent list - objects that were created, ' +
      'modified, or deleted between the time the first chunk was returned and now may show up in the list.',
  );
}

function decode(token: string): { v?: unknown; rv?: unknown; start?: unknown } {
  if (!/^[A-Za-z0-9_-]+$/.test(token)) throw broken('illegal base64 data at input byte 0');
  const decoded = Buffer.from(token, 'base64url').toString('utf8');
  try {
    const value: unknown = JSON.parse(decoded);
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // Said below: whatever is no JSON object is no token.
  }
  throw broken(`invalid character '${decoded[0]}' looking for beginning of value`);
}

function broken(why: string): ApiStatus {
  return badRequest(`invalid continue token: continue key is not valid: ${why}`);
}
