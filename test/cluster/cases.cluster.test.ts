import { existsSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { kubernetesServer } from '../../mcp-servers/kubernetes/server.ts';
import { readObjects } from '../estate/kubernetes/read-objects.ts';
import { serve } from '../estate/kubernetes/serve-case.ts';
import { loadCase } from '../estate/load-case.ts';
import { filesBelow } from '../estate/read-file.ts';
import { type Called, connectInMemory } from '../mcp-servers/connect.ts';
import { buildTimeoutMs } from './build.ts';
import { startCluster } from './cluster.ts';
import { describeCluster } from './describe-cluster.ts';
import { type ContainerLogs, silentLogs } from './kubelet-logs.ts';
import { shipped } from './reader-role.ts';

const own = join(import.meta.dirname, '../cases');
const shared = join(import.meta.dirname, '../../../shared/cases');
const cases = [
  ...['pool-exhausted', 'healthy', 'unreadable'].map((name) => join(own, name)),
  ...['hol-08', 'hol-11', 'hol-22', 'osr-04'].map((name) => join(shared, name)),
].filter((dir) => existsSync(join(dir, 'kubernetes')));

/** Calls that read everything that triage, the inventory and the events are made from. */
const questions: [tool: string, args: Record<string, unknown>][] = [
  ['k8s_triage', {}],
  ['k8s_triage', { since: '6h' }],
  ['k8s_get', { kind: 'workloads' }],
  ['k8s_get', { kind: 'pods', unhealthy_only: true }],
  ['k8s_events', { since: '24h' }],
  ['k8s_changes', { since: '24h' }],
];

describeCluster('a case in a real control plane', () => {
  it.each(cases)(
    '%s: the tools answer as they do on the estate',
    async (dir) => {
      const folder = await readable(dir);
      try {
        const onEstate = await answersOfEstate(folder);
        const onCluster = await answersOfCluster(folder);
        expect(onCluster).toEqual(onEstate);
        expect(onEstate.every(({ structured }) => Array.isArray(structured.notChecked) || 'rows' in structured)).toBe(
          true,
        );
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
    buildTimeoutMs,
  );
});

/** The case with nothing denied: what a reader may not see is tested by roles. */
async function readable(dir: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'case-'));
  await cp(dir, folder, { recursive: true });
  await rm(join(folder, 'denied.yaml'), { force: true });
  return folder;
}

async function answersOfEstate(dir: string): Promise<Called[]> {
  const served = await serve(dir);
  try {
    const answers = await ask(served.env.KUBECONFIG ?? '', (await loadCase(dir)).now);
    expect(served.journal.notServed).toEqual([]);
    return answers;
  } finally {
    await served.close();
  }
}

async function answersOfCluster(dir: string): Promise<Called[]> {
  const objects = (await readObjects(join(dir, 'kubernetes/objects'))).map(({ value }) => value);
  const cluster = await startCluster({ logs: { ...silentLogs(objects), ...(await logsOf(dir)) } });
  try {
    expect(await cluster.apply([...shipped('reader.yaml'), ...objects])).toEqual([]);
    return await ask(await cluster.kubeconfigOf('sre-agent', 'reader'), (await loadCase(dir)).now);
  } finally {
    await cluster.close();
  }
}

async function logsOf(dir: string): Promise<ContainerLogs> {
  const root = join(dir, 'kubernetes/logs');
  const files = await filesBelow(root);
  const read = files.map(async (name) => [name.slice(0, -'.log'.length), await readFile(join(root, name), 'utf8')]);
  return Object.fromEntries(await Promise.all(read)) as ContainerLogs;
}

/** All answers, with the name of the context and the number of all objects as if they were the same. */
async function ask(kubeconfig: string, now: string): Promise<Called[]> {
  const tools = await connectInMemory(kubernetesServer({ KUBECONFIG: kubeconfig }), () => new Date(now));
  try {
    const answers: Called[] = [];
    for (const [tool, args] of questions) answers.push(await tools.call(tool, args));
    const said = JSON.stringify(answers)
      .replaceAll(/("context":"|Kubernetes |changes of |events of )(estate|cluster)\b/g, '$1(one)')
      // A cluster of its own has namespaces of its own, and remarks of today, which are in no window of a case.
      .replaceAll(/\d+ objects\b/g, 'objects')
      .replaceAll(/\d+ read, (?=\d+ in the window)/g, '')
      .replaceAll(/"\d+ events"/g, '"events"');
    return JSON.parse(said);
  } finally {
    await tools.close();
  }
}
