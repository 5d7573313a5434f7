import { z } from 'zod';
import type { Case, Denied } from './case.ts';

const status = z.int().min(400).max(599);

/** `list pods in payments`, `get pods/log`, `list leases.coordination.k8s.io`, `* * in pay`; all namespaces without `in`. */
const kubernetesRule = z
  .string()
  .regex(/^(?:[a-z]+|\*) (?:\*|[a-z0-9./*-]+)(?: in [a-z0-9-]+)?$/, "expected '<verb> <resource>[ in <namespace>]'");

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
  /** The whole API: what of it is denied alone, its own permissions tell. */
  | { system: 'kubernetes' }
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
    case 'aws':
      return denied.aws !== undefined && wildcard(denied.aws, `${ask.service}:${ask.operation}`);
    case 'github':
      return denied.github !== undefined && wildcard(denied.github.toLowerCase(), ask.repository.toLowerCase());
    case 'slack':
      return denied.slack !== undefined && wildcard(denied.slack, ask.method);
    case 'kubernetes':
    case 'model':
      return false;
  }
}

function wildcard(rule: string, name: string): boolean {
  return rule.endsWith('*') ? name.startsWith(rule.slice(0, -1)) : rule === name;
}
