import { z } from 'zod';
import type { Case, Denied } from './case.ts';

const status = z.int().min(400).max(599);

/** `list pods in payments`, `get pods/log`, `list leases.coordination.k8s.io`, `* secrets`; all namespaces without `in`. */
const kubernetesRule = z
  .string()
  .regex(/^(?:[a-z]+|\*) (?:\*|[a-z0-9./-]+)(?: in [a-z0-9-]+)?$/, "expected '<verb> <resource>[ in <namespace>]'");

export const deniedSchema = z.array(
  z.union([
    z.strictObject({ kubernetes: kubernetesRule, status: status.optional() }),
    z.strictObject({
      aws: z.string().regex(/^[a-z0-9-]+:(?:\*|[A-Za-z0-9]+\*?)$/, "expected '<service>:<Operation>'"),
      error: z.string().min(1),
      status: status.optional(),
    }),
    z.strictObject({
      github: z.string().regex(/^[^/\s]+\/[^/\s]+$/, "expected '<owner>/<repo>'"),
      status: status.optional(),
    }),
    z.strictObject({ slack: z.string().min(1), error: z.string().min(1) }),
    z.strictObject({
      system: z.enum(['kubernetes', 'aws', 'github', 'slack', 'model']),
      timeout: z.boolean().optional(),
      status: status.optional(),
      error: z.string().optional(),
    }),
  ]),
);

/** What is being asked for, in each system's own words. */
export type Ask =
  | { system: 'kubernetes'; verb: string; group: string; resource: string; namespace?: string }
  /** `logs` and `StartQuery`, as IAM writes an action. */
  | { system: 'aws'; service: string; operation: string }
  /** `owner/repo` */
  | { system: 'github'; repository: string }
  /** `conversations.history` */
  | { system: 'slack'; method: string }
  | { system: 'model' };

/**
 * The entry of denied.yaml that forbids a request, or undefined. Where the entry says `timeout`, the system does not
 * answer at all: return from `handle` without touching the answer, and the client waits until it gives up.
 */
export function deniedBy(incident: Pick<Case, 'denied'>, ask: Ask): Denied | undefined {
  return incident.denied.find((denied) => denied.system === ask.system || matches(denied, ask));
}

function matches(denied: Denied, ask: Ask): boolean {
  switch (ask.system) {
    case 'kubernetes':
      return denied.kubernetes !== undefined && forbids(denied.kubernetes, ask);
    case 'aws':
      return denied.aws !== undefined && wildcard(denied.aws, `${ask.service}:${ask.operation}`);
    case 'github':
      return denied.github !== undefined && wildcard(denied.github.toLowerCase(), ask.repository.toLowerCase());
    case 'slack':
      return denied.slack !== undefined && wildcard(denied.slack, ask.method);
    case 'model':
      return false;
  }
}

/**
 * RBAC only ever grants, so a rule that forbids one namespace means that no role grants the verb in the whole cluster:
 * a list across all namespaces is forbidden with it.
 */
function forbids(rule: string, ask: Extract<Ask, { system: 'kubernetes' }>): boolean {
  const [verb = '', resource = '', , namespace] = rule.split(' ');
  if (verb !== '*' && verb !== ask.verb) return false;
  const qualified = ask.group === '' ? ask.resource : qualify(ask.resource, ask.group);
  // A bare name is what kubectl would take it for: the usage of pods and nodes is not the pods and nodes.
  const plain = ask.group === 'metrics.k8s.io' ? qualified : ask.resource;
  if (!['*', plain, qualified].includes(resource)) return false;
  return namespace === undefined || ask.namespace === undefined || ask.namespace === namespace;
}

/** `deployments.apps`, and `deployments.apps/scale` with a subresource. */
function qualify(resource: string, group: string): string {
  const [plural, ...sub] = resource.split('/');
  return [`${plural}.${group}`, ...sub].join('/');
}

function wildcard(rule: string, name: string): boolean {
  return rule.endsWith('*') ? name.startsWith(rule.slice(0, -1)) : rule === name;
}
