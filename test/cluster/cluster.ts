import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { KubeObject } from '../estate/kubernetes/fields.ts';
import { type ApiClient, apiClient } from './api-client.ts';
import { applyObjects } from './apply.ts';
import { buildControlPlane } from './build.ts';
import { type Component, startComponent } from './component.ts';
import { makeCredentials, writeKubeconfig } from './credentials.ts';
import { etcdClient } from './etcd.ts';
import { apiServerFlags, etcdFlags } from './flags.ts';
import { type ContainerLogs, writeKubeletLogs } from './kubelet-logs.ts';
import { freePorts } from './ports.ts';

/** The name of the one context of every kubeconfig here. */
export const contextName = 'cluster';

export interface RunningCluster {
  /** Path of a kubeconfig that may do everything. */
  admin: string;
  api: ApiClient;
  /** Creates objects as they are, status and age included; returns those of kinds that the server does not have. */
  apply(objects: KubeObject[]): Promise<string[]>;
  /** Path of a kubeconfig with a token of that service account, which has to exist. */
  kubeconfigOf(namespace: string, serviceAccount: string): Promise<string>;
  close(): Promise<void>;
}

interface ClusterOptions {
  /**
   * Without them time stands still: the API server answers and refuses as always, and what is applied stays as it is.
   * With them controllers, scheduler and kubelets act on it.
   */
  controllers?: boolean;
  /** What containers have logged; served by kubelets that stand on the nodes' own addresses. */
  logs?: ContainerLogs;
}

const startTimeoutMs = 120_000;

/** A real control plane on loopback ports, with RBAC; ready in seconds once it is built. */
export async function startCluster({ controllers = false, logs = {} }: ClusterOptions = {}): Promise<RunningCluster> {
  const { controlPlane, kwok } = await buildControlPlane();
  const dir = await mkdtemp(join(tmpdir(), 'cluster-'));
  const components: Component[] = [];
  const start = (name: string, flags: Record<string, string>) => {
    const program = name === 'kwok' ? { path: kwok, args: [] } : { path: controlPlane, args: [name] };
    components.push(startComponent(program, dir, name, flags));
  };
  const clients: { close(): Promise<void> }[] = [];
  const close = async () => {
    await Promise.all(clients.map((client) => client.close()));
    for (const component of components.toReversed()) await component.close();
    await rm(dir, { recursive: true, force: true });
  };
  try {
    const [etcdPort = 0, peerPort = 0, apiPort = 0, kubeletPort = 0] = await freePorts(4);
    const credentials = makeCredentials(dir);
    const etcdUrl = `http://127.0.0.1:${etcdPort}`;
    const peerUrl = `http://127.0.0.1:${peerPort}`;
    const places = { dir, etcdUrl, peerUrl, apiPort, kubeletPort };
    start('etcd', etcdFlags(places));
    start('kube-apiserver', apiServerFlags(places, credentials, controllers));
    const caFile = join(dir, 'apiserver.crt');
    const server = `https://127.0.0.1:${apiPort}`;
    const check = () => {
      for (const component of components) component.check();
    };
    await until(() => existsSync(caFile), check);
    const api = apiClient(server, caFile, credentials.adminToken);
    clients.push(api);
    await until(async () => (await api.ask('GET', '/readyz')).status === 200, check);
    const admin = writeKubeconfig(dir, { name: contextName, server, caFile, token: credentials.adminToken });
    start('kwok', {
      kubeconfig: admin,
      config: writeKubeletLogs(dir, logs),
      'manage-nodes-with-annotation-selector': 'kwok.x-k8s.io/node=fake',
      'server-address': `127.0.0.1:${kubeletPort}`,
      'node-ip': '127.0.0.1',
      'node-port': String(kubeletPort),
      // Renewed like a kubelet's, so that the controller manager takes no node for lost.
      'node-lease-duration-seconds': '40',
      'tls-cert-file': caFile,
      'tls-private-key-file': join(dir, 'apiserver.key'),
    });
    if (controllers) {
      start('kube-scheduler', { kubeconfig: admin, 'leader-elect': 'false', 'secure-port': '0' });
      start('kube-controller-manager', {
        kubeconfig: admin,
        'leader-elect': 'false',
        'secure-port': '0',
        'service-account-private-key-file': credentials.serviceAccountKeyFile,
        'root-ca-file': caFile,
      });
    }
    await until(() => fetch(`http://127.0.0.1:${kubeletPort}/healthz`).then(({ ok }) => ok), check);
    return {
      admin,
      api,
      apply: (objects) => applyObjects({ api, etcd: etcdClient(etcdUrl), kubeletPort, aged: !controllers }, objects),
      async kubeconfigOf(namespace, serviceAccount) {
        const path = `/api/v1/namespaces/${namespace}/serviceaccounts/${serviceAccount}/token`;
        const { status } = tokenRequest.parse(await api.must('POST', path, { spec: { expirationSeconds: 3_600 } }));
        return writeKubeconfig(dir, { name: contextName, server, caFile, token: status.token });
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

const tokenRequest = z.object({ status: z.object({ token: z.string() }) });

/** Waits until it is so; what fails meanwhile is the connection to something that has not come up yet. */
async function until(holds: () => boolean | Promise<boolean>, check: () => void): Promise<void> {
  const deadline = Date.now() + startTimeoutMs;
  for (;;) {
    check();
    if (await Promise.resolve(holds()).catch(() => false)) return;
    if (Date.now() > deadline) throw new Error(`the cluster was not ready within ${startTimeoutMs / 1_000} s`);
    await sleep(100);
  }
}
