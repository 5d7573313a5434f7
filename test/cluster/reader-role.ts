import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { type KubeObject, record } from '../estate/kubernetes/fields.ts';
import type { RunningCluster } from './cluster.ts';

const folder = join(import.meta.dirname, '../../deploy/kubernetes');

const manifest = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string(), namespace: z.string().optional() }),
});
const rule = z.object({
  apiGroups: z.array(z.string()),
  resources: z.array(z.string()),
  verbs: z.array(z.string()),
  resourceNames: z.array(z.string()).optional(),
});
const clusterRole = z.looseObject({ rules: z.array(rule) });

export type Rule = z.infer<typeof rule>;

/** The objects of a file that is handed to the project's users. */
export function shipped(file: 'reader.yaml' | 'secret-existence.yaml'): KubeObject[] {
  const documents = parseAllDocuments(readFileSync(join(folder, file), 'utf8'));
  return documents.map((document) => manifest.parse(document.toJS()) as KubeObject);
}

export function rulesOf(file: 'reader.yaml' | 'secret-existence.yaml'): Rule[] {
  return clusterRole.parse(shipped(file).find(({ kind }) => kind === 'ClusterRole')).rules;
}

export interface Permission {
  group: string;
  resource: string;
  verb: string;
}

/** The rules without that one verb on that one resource. */
export function without(rules: Rule[], { group, resource, verb }: Permission): Rule[] {
  return rules.flatMap((each) => {
    const { apiGroups, resources, verbs } = each;
    if (!apiGroups.includes(group) || !resources.includes(resource) || !verbs.includes(verb)) return [each];
    const others = { ...each, resources: resources.filter((name) => name !== resource) };
    const rest = { ...each, resources: [resource], verbs: verbs.filter((name) => name !== verb) };
    return [others, rest].filter((part) => part.resources.length > 0 && part.verbs.length > 0);
  });
}

/** Gives the reader these rules, and waits until the API server goes by them. */
export async function permit({ api }: RunningCluster, rules: Rule[], watched: Permission & { namespace?: string }) {
  await api.must('PATCH', '/apis/rbac.authorization.k8s.io/v1/clusterroles/sre-agent-reader', { rules });
  const expected = rules.some(
    ({ apiGroups, resources, verbs }) =>
      apiGroups.includes(watched.group) && resources.includes(watched.resource) && verbs.includes(watched.verb),
  );
  const [resource, subresource] = watched.resource.split('/');
  const attributes = { verb: watched.verb, group: watched.group, resource, subresource, namespace: watched.namespace };
  for (let tries = 0; tries < 100; tries += 1) {
    const { body } = await api.ask('POST', '/apis/authorization.k8s.io/v1/subjectaccessreviews', {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SubjectAccessReview',
      spec: { user: 'system:serviceaccount:sre-agent:reader', resourceAttributes: attributes },
    });
    if (record(body, 'status').allowed === expected) return;
    await sleep(50);
  }
  throw new Error(`the API server does not go by the new role: ${JSON.stringify(watched)}`);
}
