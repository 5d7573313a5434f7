import type { KubeObject } from '../estate/kubernetes/fields.ts';

const namespace = 'shop';
const podsPerWorkload = 5;
const nodes = 4;
const services = 38;
/** The workload no node has the memory for. */
export const tooLarge = 'report';
/** A StatefulSet's pods have names that are known before it runs, and a log has to be there by then. */
export const loggingPod = `${namespace}/ledger-0/ledger`;

export const workloads = services + 2;
export const pods = workloads * podsPerWorkload;
export const unschedulable = podsPerWorkload;
export const logLines = 20_000;
const errorAt = 13_370;
export const errorLine = 'ERROR could not settle payment 7f3a91: row of account 4417 is locked by another session';

export function wantedNodes(): KubeObject[] {
  const allocatable = { cpu: '32', memory: '64Gi', pods: '110' };
  return Array.from({ length: nodes }, (_, index) => ({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: `node-${index}`, annotations: { 'kwok.x-k8s.io/node': 'fake' } },
    status: { allocatable, capacity: allocatable },
  }));
}

/** What is asked of the cluster; pods, their states and events are made by its controllers and its scheduler. */
export function wantedWorkloads(): KubeObject[] {
  return [
    ...Array.from({ length: services }, (_, index) =>
      workload('Deployment', `service-${String(index).padStart(2, '0')}`, '256Mi'),
    ),
    workload('StatefulSet', 'ledger', '256Mi'),
    workload('Deployment', tooLarge, '128Gi'),
  ];
}

function workload(kind: 'Deployment' | 'StatefulSet', name: string, memory: string): KubeObject {
  const labels = { app: name };
  const resources = { requests: { cpu: '100m', memory } };
  const containers = [{ name, image: `registry.example/shop/${name}:1.4.2`, resources }];
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name, namespace },
    spec: {
      replicas: podsPerWorkload,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers } },
      ...(kind === 'StatefulSet' && { serviceName: name, podManagementPolicy: 'Parallel' }),
    },
  };
}

/** A line every 100 ms up to this moment, as `kubectl logs --timestamps` prints them: requests, and one error. */
export function wantedLog(end: Date): string {
  const lines = Array.from({ length: logLines }, (_, index) => {
    const at = new Date(end.getTime() - (logLines - index) * 100).toISOString();
    if (index === errorAt) return `${at} ${errorLine}`;
    const [account, ms] = [(index * 7_919) % 10_000, (index * 31) % 90];
    return index % 3 === 0
      ? `${at} INFO booked entry ${index} of account ${account} in ${ms} ms`
      : `${at} INFO GET /accounts/${account}/balance 200 ${ms}ms`;
  });
  return `${lines.join('\n')}\n`;
}
