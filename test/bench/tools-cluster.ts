import { setTimeout as sleep } from 'node:timers/promises';
import type { RunningCluster } from '../cluster/cluster.ts';
import { list, text } from '../estate/kubernetes/fields.ts';
import * as world from './tools-world.ts';

const settledWithinMs = 180_000;
const settlingMs = 5_000;

/** Creates the nodes and, once these are ready, the workloads. The names of the pods that cannot be scheduled. */
export async function populate(cluster: RunningCluster): Promise<string[]> {
  const [nodes, workloads] = [world.wantedNodes(), world.wantedWorkloads()];
  await cluster.apply(nodes);
  await until(async () => {
    const there = list(await cluster.api.must('GET', '/api/v1/nodes'), 'items');
    // A node that has only just come up is tainted, which would be among the scheduler's reasons.
    return there.every((node) => isReady(node) && list(node, 'spec.taints').length === 0) ? there : undefined;
  });
  await cluster.apply(workloads);
  return until(() => unschedulable(cluster));
}

/** The names, once all other pods are ready and the scheduler has said of each why it waits. */
async function unschedulable({ api }: RunningCluster): Promise<string[] | undefined> {
  const pods = list(await api.must('GET', '/api/v1/pods'), 'items');
  const events = await api.must('GET', '/api/v1/events?fieldSelector=reason%3DFailedScheduling');
  const said = new Set(list(events, 'items').map((event) => text(event, 'involvedObject.name')));
  const waiting = pods.filter((pod) => !isReady(pod)).map((pod) => text(pod, 'metadata.name'));
  const settled = pods.length === world.pods && waiting.length === world.unschedulable;
  return settled && waiting.every((name) => said.has(name)) ? waiting : undefined;
}

const isReady = (object: unknown): boolean =>
  list(object, 'status.conditions').some((it) => text(it, 'type') === 'Ready' && text(it, 'status') === 'True');

async function until<T>(there: () => Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + settledWithinMs;
  for (;;) {
    const found = await there();
    if (found !== undefined) {
      // Controllers write the counts of what they own a little later than a pod is ready.
      await sleep(settlingMs);
      return found;
    }
    if (Date.now() > deadline) throw new Error(`the cluster did not settle within ${settledWithinMs / 1_000} s`);
    await sleep(500);
  }
}
