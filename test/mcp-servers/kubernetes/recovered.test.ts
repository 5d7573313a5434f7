import { describe, expect, it } from '@jest/globals';
import type { AnyObject } from '../../../mcp-servers/kubernetes/objects.ts';
import { deployment, node, object, pod } from './objects.ts';
import { serveObjects, type TriageAnswer } from './serve.ts';

const at = '2026-05-12T09:11:00Z';
const event = (about: object, reason: string, message: string, namespace: string): AnyObject =>
  object(
    'Event',
    `${reason}.${message.length}`,
    { type: 'Normal', reason, message, involvedObject: about, count: 1, firstTimestamp: at, lastTimestamp: at },
    namespace,
  );
const gone = { kind: 'Pod', namespace: 'shop', name: 'cart-7d9f8b6c5-aaaaa' };
const stopped = event(gone, 'Killing', 'Stopping container app', 'shop');
const evicted = event(gone, 'Evicted', 'Evicted pod: Underutilized', 'shop');
const drained = event({ kind: 'Node', name: 'node-b' }, 'NodeNotSchedulable', 'status is now', 'default');
const log = ['2026-05-12T09:11:10.000Z ERROR connection reset by peer', '2026-05-12T09:38:00.000Z INFO accepted'].join(
  '\n',
);

async function recovered(events: AnyObject[], ready = true): Promise<string> {
  const objects = [
    ...deployment('cart', { wanted: 1, ready: ready ? 1 : 0 }),
    pod('cart-1-a', { of: 'cart', ready }),
    node('node-a'),
    ...events,
  ];
  const system = await serveObjects(objects, { logs: { 'shop/cart-1-a/app': log } });
  try {
    const scope = { service: 'cart', clusters: [{ context: 'estate', namespaces: ['shop'] }] };
    const answer = await system.call('k8s_triage', { scope });
    return (answer.structured as unknown as TriageAnswer).recovered.join('\n');
  } finally {
    await system.close();
  }
}

describe('a workload whose pods went for the sake of a node', () => {
  it('is said to have recovered, with the node, what took their place, and that its errors are over', async () => {
    const line = await recovered([stopped, drained]);
    expect(line).toContain('1 pod stopped at 2026-05-12T09:11:00Z as Node node-b was drained or replaced');
    expect(line).toContain('1 in their place ready since 2026-05-12T09:12:00Z; 1 error logged, none since');
  });

  it('needs no sign of the node where the event says that the pod was evicted', async () => {
    expect(await recovered([evicted])).toContain('1 pod evicted at');
  });

  it.each([
    ['a pod was merely stopped', [stopped], true],
    ['a node was drained and no pod went', [drained], true],
    ['what took its place is not ready', [evicted, drained], false],
  ])('is not said so where %s', async (_, events, ready) => {
    expect(await recovered(events, ready)).not.toContain('in their place');
  });
});

describe('a job that was done by a later attempt', () => {
  const labels = { 'job-name': 'migrate' };
  const job = (status: object) => object('Job', 'migrate', { spec: { backoffLimit: 4 }, status });
  const attempt = (name: string, phase: string, exitCode: number) => {
    const terminated = { exitCode, finishedAt: '2026-05-12T09:10:40Z', startedAt: '2026-05-12T09:10:30Z' };
    return object('Pod', name, {
      metadata: {
        name,
        namespace: 'shop',
        labels,
        creationTimestamp: '2026-05-12T09:10:30Z',
        ownerReferences: [{ apiVersion: 'batch/v1', kind: 'Job', name: 'migrate', uid: 'u', controller: true }],
      },
      spec: { containers: [{ name: 'migrate', image: 'shop/app:1' }] },
      status: { phase, containerStatuses: [{ name: 'migrate', restartCount: 0, state: { terminated } }] },
    });
  };
  const seen = async (status: object): Promise<string> => {
    const objects = [job(status), attempt('migrate-a', 'Failed', 1), attempt('migrate-b', 'Succeeded', 0)];
    const system = await serveObjects(objects);
    try {
      const answer = await system.call('k8s_triage', {
        scope: { clusters: [{ context: 'estate', namespaces: ['shop'] }] },
      });
      return (answer.structured as unknown as TriageAnswer).recovered.join('\n');
    } finally {
      await system.close();
    }
  };

  it('is said to have recovered, with the attempt that failed and the one that did it', async () => {
    const done = {
      succeeded: 1,
      failed: 1,
      completionTime: '2026-05-12T09:12:00Z',
      conditions: [{ type: 'Complete', status: 'True' }],
    };
    expect(await seen(done)).toContain(
      'Job/shop/migrate recovered: 1 of its attempts failed (pod migrate-a, exit code 1 at 2026-05-12T09:10:40Z), a retry succeeded (pod migrate-b), the job is complete since 2026-05-12T09:12:00Z',
    );
  });

  it('is not while no attempt has done it', async () => {
    expect(await seen({ failed: 1, active: 1 })).not.toContain('recovered');
  });
});
