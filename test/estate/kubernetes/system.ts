import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Case, CaseError } from '../case.ts';
import { unknownName } from '../nearest.ts';
import { filesBelow, readText } from '../read-file.ts';
import type { Journal, System } from '../system.ts';
import { ApiServer } from './api-server.ts';
import { type Cluster, readCluster } from './cluster.ts';
import { metricsKinds } from './kinds.ts';
import { writeKubeconfig } from './kubeconfig.ts';
import { Permissions } from './permissions.ts';

/** The context of the objects that stand in `kubernetes/` itself. */
const defaultContext = 'estate';

/**
 * The Kubernetes API of a case. A cluster of `contexts/<name>/` is served below `/clusters/<slug>`, the first one at the
 * root as well, so that a plain `http://127.0.0.1:PORT` works. `env` writes a kubeconfig with a context for each.
 */
export async function kubernetesSystem(incident: Case, _journal: Journal): Promise<System> {
  const clusters = await readClusters(join(incident.dir, 'kubernetes'));
  const permissions = await readPermissions(incident, clusters);
  const servers = clusters.map((cluster, at) => ({
    prefix: `/clusters/${slug(cluster.name, at, clusters)}`,
    name: cluster.name,
    server: new ApiServer(incident, cluster, permissions),
  }));
  const written: { remove(): void }[] = [];
  return {
    name: 'kubernetes',
    handle(asked, answer) {
      const { pathname } = asked.url;
      const found = servers.find(({ prefix }) => pathname === prefix || pathname.startsWith(`${prefix}/`));
      const path = found ? pathname.slice(found.prefix.length) || '/' : pathname;
      (found ?? servers[0])?.server.answer(asked, path, answer);
    },
    env(url) {
      const contexts = servers.map(({ name, prefix }) => ({ name, server: url + prefix }));
      const kubeconfig = writeKubeconfig(contexts);
      written.push(kubeconfig);
      const several = { SRE_AGENT_KUBERNETES_CONTEXTS: contexts.map(({ name }) => name).join(',') };
      return { KUBECONFIG: kubeconfig.path, ...(contexts.length > 1 ? several : {}) };
    },
    close() {
      for (const kubeconfig of written.splice(0)) kubeconfig.remove();
    },
  };
}

async function readPermissions(incident: Case, clusters: Cluster[]): Promise<Permissions> {
  // Usage may be denied where no case's metrics server has any to show.
  const kinds = [...clusters.flatMap((cluster) => cluster.kinds), ...metricsKinds];
  // One entry at a time, so that a broken one is told by its line.
  for (const denied of incident.denied) {
    try {
      new Permissions({ denied: [denied] }, kinds);
    } catch (error) {
      const file = join(incident.dir, 'denied.yaml');
      const lines = ((await readText(file)) ?? '').split('\n');
      const at = lines.findIndex((line) => line.includes(denied.kubernetes ?? ''));
      throw new CaseError(file, error instanceof Error ? error.message : String(error), at < 0 ? undefined : at + 1);
    }
  }
  return new Permissions(incident, kinds);
}

async function readClusters(dir: string): Promise<Cluster[]> {
  await refuseUnknownEntries(dir);
  const names = contextNames(await filesBelow(join(dir, 'contexts')), join(dir, 'contexts'));
  const contexts = names.map((name) => readCluster(name, join(dir, 'contexts', name)));
  const root = await readCluster(defaultContext, dir);
  const hasOwn = names.length === 0 || (await filesBelow(join(dir, 'objects'))).length > 0;
  return [...(hasOwn ? [root] : []), ...(await Promise.all(contexts))];
}

/** A context's name may hold slashes (as an EKS ARN does), and is then more than one folder deep. */
function contextNames(files: string[], dir: string): string[] {
  const names = files.map((file) => {
    const match = /^(.+?)\/(?:objects|logs)\//.exec(file);
    if (!match) throw new CaseError(join(dir, file), 'expected contexts/<name>/objects/ or contexts/<name>/logs/');
    return match[1] ?? '';
  });
  return [...new Set(names)];
}

async function refuseUnknownEntries(dir: string): Promise<void> {
  const known = ['objects', 'logs', 'contexts'];
  for (const entry of await readdir(dir).catch(() => [])) {
    if (!known.includes(entry)) throw new CaseError(join(dir, entry), unknownName('folder', entry, known));
  }
}

/** Clients decode and encode a path as they like, so only plain characters stand in it. */
function slug(name: string, at: number, clusters: Cluster[]): string {
  const plain = (given: string): string => given.replace(/[^A-Za-z0-9.-]+/g, '-');
  const taken = clusters.some((other, index) => index < at && plain(other.name) === plain(name));
  return taken ? `${plain(name)}-${at}` : plain(name);
}
