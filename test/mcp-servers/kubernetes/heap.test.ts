import { describe, expect, it } from '@jest/globals';
import type { AnyObject } from '../../../mcp-servers/kubernetes/objects.ts';
import { object, pod, warning } from './objects.ts';
import { serveObjects, type TriageAnswer } from './serve.ts';

const labels = { app: 'render' };
const template = (value: string): object => ({
  metadata: { labels },
  spec: {
    containers: [
      { name: 'app', image: 'shop/app:1', env: [{ name: 'JAVA_TOOL_OPTIONS', value: `-Dtoken=abc ${value}` }] },
    ],
  },
});
const revision = (number: number, made: string, options: string): AnyObject =>
  object('ReplicaSet', `render-${number}`, {
    metadata: {
      creationTimestamp: made,
      ownerReferences: [{ kind: 'Deployment', name: 'render', controller: true }],
      annotations: { 'deployment.kubernetes.io/revision': `${number}` },
    },
    spec: { replicas: number === 2 ? 1 : 0, selector: { matchLabels: labels }, template: template(options) },
    status: { replicas: 1, readyReplicas: 1 },
  });

/** Ready between two of its ends, with a liveness probe that failed before the last of them. */
const world = (exitCode: number, options: string): AnyObject[] => [
  object('Deployment', 'render', {
    spec: { replicas: 1, selector: { matchLabels: labels }, template: template(options) },
    status: { replicas: 1, readyReplicas: 1 },
  }),
  revision(1, '2026-05-10T09:00:00Z', '-Xmx2g'),
  revision(2, '2026-05-11T09:00:00Z', options),
  pod('render-2-a', {
    labels,
    metadata: { ownerReferences: [{ kind: 'ReplicaSet', name: 'render-2', controller: true }] },
    container: {
      env: [{ name: 'JAVA_TOOL_OPTIONS', value: `-Dtoken=abc ${options}` }],
      resources: { limits: { memory: '3Gi' } },
      livenessProbe: { httpGet: { port: 8080, path: '/live' } },
    },
    status: {
      restartCount: 4,
      lastState: { terminated: { exitCode, reason: 'Error', finishedAt: '2026-05-12T09:36:00Z' } },
    },
  }),
  warning('Pod/render-2-a', 'Unhealthy', 'Liveness probe failed: context deadline exceeded'),
];

async function findings(objects: AnyObject[], previous: string): Promise<TriageAnswer['findings']> {
  const logs = {
    'shop/render-2-a/app.previous': `2026-05-12T09:35:00.000Z started\n2026-05-12T09:36:00.000Z ${previous}`,
    'shop/render-2-a/app': '2026-05-12T09:36:10.000Z started',
  };
  const system = await serveObjects(objects, { logs });
  try {
    const answer = await system.call('k8s_triage', {});
    expect(answer.text).not.toContain('token=');
    return (answer.structured as unknown as TriageAnswer).findings;
  } finally {
    await system.close();
  }
}

const heap = 'Terminating due to java.lang.OutOfMemoryError: Java heap space';

describe('a runtime that reaches the limit of memory that it is given', () => {
  it('is named with the setting, what it was before, and since which revision', async () => {
    const [root] = await findings(world(3, '-Xmx512m'), heap);
    expect([root?.category, root?.object]).toEqual(['out-of-memory', 'Deployment/shop/render']);
    expect(root?.title).toContain(
      'the Java heap is exhausted at -Xmx512m (-Xmx2g until revision 2 of 2026-05-11T09:00:00Z); the container may use 3Gi',
    );
  });

  it('is not said to have changed where it did not', async () => {
    const [root] = await findings(world(1, '-Xmx2g'), heap);
    expect(root?.title).toContain('the Java heap is exhausted at -Xmx2g; the container');
  });

  it('is not accused of its heap for another kind of memory', async () => {
    const [root] = await findings(world(1, '-Xmx512m'), 'java.lang.OutOfMemoryError: unable to create native thread');
    expect(root?.category).toBe('out-of-memory');
    expect(root?.title).not.toContain('-Xmx');
  });

  it('leaves to the probe what the kubelet ended', async () => {
    const [root] = await findings(world(143, '-Xmx512m'), 'shutting down');
    expect(root?.category).toBe('probe-failing');
  });
});
