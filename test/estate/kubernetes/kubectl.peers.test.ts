import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { onPath } from '../peers.ts';
import { type ServedCluster, serveCase } from './serve-case.ts';
import { shop } from './shop.ts';

const kubectl = onPath('kubectl');
const title = kubectl
  ? 'kubectl'
  : 'kubectl (skipped: there is none on PATH, see https://kubernetes.io/docs/tasks/tools)';

(kubectl ? describe : describe.skip)(title, () => {
  let served: ServedCluster;
  let home: string;

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'kubectl-home-'));
    served = await serveCase({
      ...shop,
      'kubernetes/contexts/staging/objects/a.yaml':
        'apiVersion: v1\nkind: Pod\nmetadata: {name: staged, namespace: shop}\nspec: {containers: [{name: c}]}\n',
      'denied.yaml': "- {kubernetes: 'list secrets in payments', status: 403}\n",
    });
  });
  afterAll(async () => {
    await served.close();
    await rm(home, { recursive: true, force: true });
  });

  /** What it prints, errors behind it; the exit code is in front where it is not 0. */
  function run(...args: string[]): Promise<string> {
    const env = { PATH: process.env.PATH, HOME: home, KUBECONFIG: served.env.KUBECONFIG };
    return new Promise((resolve) => {
      execFile(kubectl ?? '', args, { env, timeout: 20_000 }, (error, stdout, stderr) => {
        resolve(`${error ? `exit ${error.code}\n` : ''}${stdout}${stderr}`);
      });
    });
  }

  const squeezed = (text: string): string[] =>
    text
      .trim()
      .split('\n')
      .map((line) => line.trim().replace(/ +/g, ' '));

  it('gets pods of all namespaces, wide', async () => {
    expect(squeezed(await run('get', 'pods', '-A', '-o', 'wide'))).toEqual([
      'NAMESPACE NAME READY STATUS RESTARTS AGE IP NODE NOMINATED NODE READINESS GATES',
      'payments pay-1 0/1 Succeeded 0 30m <none> node-a <none> <none>',
      'shop cart-crash 0/1 CrashLoopBackOff 7 (2m ago) 30m 10.0.0.2 node-a <none> <none>',
      'shop cart-ok 2/2 Running 0 30m 10.0.0.1 node-a <none> <none>',
      'shop cart-pending 0/1 Pending 0 30m <none> <none> <none> <none>',
      'shop cart-pull 0/1 ImagePullBackOff 0 30m <none> node-a <none> <none>',
    ]);
  });

  it('selects, by label and by field, in pages', async () => {
    const get = ['get', 'pods', '-n', 'shop', '-o', 'name'];
    expect(await run(...get, '-l', 'tier notin (gold)', '--field-selector', 'status.phase=Pending')).toBe(
      'pod/cart-pending\npod/cart-pull\n',
    );
    expect(squeezed(await run(...get, '--chunk-size=1'))).toHaveLength(4);
  });

  it('describes a pod with its events and a deployment', async () => {
    const pod = await run('describe', 'pod', 'cart-crash', '-n', 'shop');
    expect(pod).toMatch(/Restart Count: +7/);
    expect(pod).toMatch(/Warning +BackOff +.*Back-off restarting failed container/);
    expect(await run('describe', 'deployment', 'cart', '-n', 'shop')).toMatch(
      /Replicas: +4 desired \| 2 updated \| 4 total \| 1 available/,
    );
  });

  it('prints logs', async () => {
    const logs = ['logs', '-n', 'shop'];
    expect(await run(...logs, 'cart-crash', '--previous')).toBe('panic: pool exhausted\n');
    expect(await run(...logs, 'cart-ok', '-c', 'cart', '--tail=1', '--timestamps')).toBe(
      '2026-05-12T09:39:59Z GET /cart 500 äöü\n',
    );
    expect(await run(...logs, 'cart-ok', '-c', 'cart', '-f', '--since-time=2026-05-12T09:39:30Z')).toContain('500');
    expect(await run(...logs, 'cart-ok', '-c', 'cart', '-p')).toContain(
      'Error from server (BadRequest): previous terminated container "cart" in pod "cart-ok" not found',
    );
  });

  it('lists events, resources, custom resources and usage', async () => {
    expect(await run('get', 'events', '-n', 'shop')).toMatch(/FailedScheduling +pod\/cart-pending/);
    const events = await run('events', '-n', 'shop');
    // The command came with 1.23; Debian's package is older.
    if (!events.includes('unknown command')) expect(events).toMatch(/FailedScheduling +Pod\/cart-pending/);
    expect(await run('get', 'events.v1.events.k8s.io', '-n', 'shop')).toMatch(/BackOff +pod\/cart-crash/);
    expect(squeezed(await run('api-resources', '--no-headers'))).toEqual(
      expect.arrayContaining([
        'rollouts ro argoproj.io/v1alpha1 true Rollout',
        'deployments deploy apps/v1 true Deployment',
      ]),
    );
    expect(squeezed(await run('get', 'ro', '-n', 'shop'))).toEqual(['NAME PHASE AGE', 'cart True 30m']);
    expect(squeezed(await run('top', 'pods', '-n', 'shop'))).toEqual([
      'NAME CPU(cores) MEMORY(bytes)',
      'cart-ok 250m 64Mi',
    ]);
    expect(squeezed(await run('get', 'all', '-n', 'shop', '-o', 'name'))).toContain('deployment.apps/cart');
  });

  it('is told what it may', async () => {
    expect(await run('auth', 'can-i', 'list', 'pods', '-n', 'shop')).toBe('yes\n');
    expect(await run('auth', 'can-i', 'list', 'secrets', '-n', 'payments')).toBe('exit 1\nno\n');
    expect(await run('auth', 'can-i', '--list', '-n', 'payments')).toMatch(/secrets +\[\] +\[\] +\[get watch\]/);
    expect(await run('get', 'secrets', '-n', 'payments')).toBe(
      'exit 1\nError from server (Forbidden): secrets is forbidden: User "system:serviceaccount:sre-agent:reader" ' +
        'cannot list resource "secrets" in API group "" in the namespace "payments"\n',
    );
  });

  it('says what is not there', async () => {
    expect(await run('get', 'pod', 'nope', '-n', 'shop')).toBe(
      'exit 1\nError from server (NotFound): pods "nope" not found\n',
    );
    expect(await run('get', 'foos')).toContain('the server doesn\'t have a resource type "foos"');
  });

  it('reaches another context', async () => {
    expect(await run('--context', 'staging', 'get', 'pods', '-A', '-o', 'name')).toBe('pod/staged\n');
  });

  it('has asked for nothing that is not served', () => {
    expect(served.journal.notServed).toEqual([]);
  });
});
