import type { Denied } from '../case.ts';
import { ApiStatus, groupResource, noSuchResource, quote } from './api-status.ts';
import type { Cluster } from './cluster.ts';
import { record, text } from './fields.ts';
import type { Attributes, Permissions } from './permissions.ts';

/** Who asks: an account that may read everything that denied.yaml does not forbid, and change nothing. */
export const reader = 'system:serviceaccount:sre-agent:reader';
const readerGroups = ['system:serviceaccounts', 'system:serviceaccounts:sre-agent', 'system:authenticated'];

const reading = ['get', 'list', 'watch'];
const reviews = ['selfsubjectaccessreviews', 'selfsubjectrulesreviews', 'selfsubjectreviews'];

/** How the API server words a refusal of that status. */
export function refusal(denied: Denied, asked: Attributes): ApiStatus {
  switch (denied.status ?? (denied.system ? 503 : 403)) {
    case 403:
      return forbidden(asked);
    case 401:
      return new ApiStatus(401, 'Unauthorized', 'Unauthorized');
    case 404:
      return noSuchResource();
    case 429:
      return new ApiStatus(429, 'TooManyRequests', 'Too many requests, please try again later.', {
        retryAfterSeconds: 1,
      });
    case 503:
      return new ApiStatus(503, 'ServiceUnavailable', 'the server is currently unable to handle the request');
    default:
      return new ApiStatus(denied.status ?? 500, 'InternalError', denied.error ?? 'Internal error occurred');
  }
}

export function forbidden({ verb, group, plural, subresource, namespace, name }: Attributes): ApiStatus {
  const resource = subresource ? `${plural}/${subresource}` : plural;
  const where = namespace ? `in the namespace ${quote(namespace)}` : 'at the cluster scope';
  const what = groupResource(group, plural) + (name ? ` ${quote(name)}` : '');
  return new ApiStatus(
    403,
    'Forbidden',
    `${what} is forbidden: User ${quote(reader)} cannot ${verb} resource ${quote(resource)} in API group ` +
      `${quote(group)} ${where}`,
    { ...(name ? { name } : {}), ...(group ? { group } : {}), kind: plural },
  );
}

/** SelfSubjectAccessReview: `kubectl auth can-i`. */
export function accessReview(permissions: Permissions, spec: unknown): Record<string, unknown> {
  const resource = record(spec, 'resourceAttributes');
  if (Object.keys(resource).length === 0) return { allowed: text(spec, 'nonResourceAttributes.verb') === 'get' };
  const verb = text(resource, 'verb');
  const allowed =
    (reading.includes(verb) || (verb === 'create' && reviews.includes(text(resource, 'resource')))) &&
    permissions.denial({
      verb,
      group: text(resource, 'group'),
      plural: text(resource, 'resource'),
      subresource: text(resource, 'subresource') || undefined,
      namespace: text(resource, 'namespace') || undefined,
    }) === undefined;
  return allowed ? { allowed, reason: `RBAC: allowed by ClusterRoleBinding "sre-agent-reader"` } : { allowed };
}

/** SelfSubjectRulesReview: `kubectl auth can-i --list`, one rule where nothing is denied. */
export function rulesReview(permissions: Permissions, cluster: Cluster, namespace: string): Record<string, unknown> {
  const nonResourceRules = [
    {
      verbs: ['get'],
      nonResourceURLs: ['/api', '/api/*', '/apis', '/apis/*', '/healthz', '/livez', '/readyz', '/version'],
    },
  ];
  const own = [
    { verbs: ['create'], apiGroups: ['authorization.k8s.io'], resources: reviews.slice(0, 2) },
    { verbs: ['create'], apiGroups: ['authentication.k8s.io'], resources: reviews.slice(2) },
  ];
  return {
    resourceRules: [...own, ...readingRules(permissions, cluster, namespace)],
    nonResourceRules,
    incomplete: false,
  };
}

function readingRules(permissions: Permissions, cluster: Cluster, namespace: string): unknown[] {
  if (permissions.unlimited) return [{ verbs: reading, apiGroups: ['*'], resources: ['*'] }];
  const rules = new Map<string, { verbs: string[]; apiGroups: string[]; resources: string[] }>();
  for (const { group, plural, subresources, namespaced } of cluster.kinds) {
    const readable = ['', ...subresources.filter((sub) => sub.verbs.includes('get')).map((sub) => sub.name)];
    for (const subresource of readable) {
      const asked = { group, plural, subresource, ...(namespaced ? { namespace } : {}) };
      const wanted = subresource ? ['get'] : reading;
      const verbs = wanted.filter((verb) => permissions.denial({ ...asked, verb }) === undefined);
      if (verbs.length === 0) continue;
      const rule = rules.get(`${group} ${verbs}`) ?? { verbs, apiGroups: [group], resources: [] };
      rules.set(`${group} ${verbs}`, rule);
      const resource = subresource ? `${plural}/${subresource}` : plural;
      if (!rule.resources.includes(resource)) rule.resources.push(resource);
    }
  }
  return [...rules.values()];
}

/** SelfSubjectReview: `kubectl auth whoami`. */
export function whoAmI(): Record<string, unknown> {
  return { userInfo: { username: reader, uid: '6f1f0e6e-3c1b-4b0e-9c55-3f2f6a6d0c11', groups: readerGroups } };
}
