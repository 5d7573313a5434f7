import { describe, expect, it } from '@jest/globals';
import { list, record, text } from '../estate/kubernetes/fields.ts';
import {
  errorLine,
  logLines,
  pods,
  tooLarge,
  unschedulable,
  wantedLog,
  wantedWorkloads,
  workloads,
} from './tools-world.ts';

describe('the cluster that the servers are compared on', () => {
  it('asks for 200 pods of 40 workloads, of which five ask for more memory than a node has', () => {
    const asking = wantedWorkloads();
    const replicas = asking.map(({ spec }) => Number(record(spec).replicas));
    expect([asking.length, workloads]).toEqual([40, 40]);
    expect([replicas.reduce((sum, count) => sum + count, 0), pods]).toEqual([200, 200]);
    const large = asking.filter((workload) => {
      const [container] = list(workload, 'spec.template.spec.containers');
      return text(container, 'resources.requests.memory') === '128Gi';
    });
    expect(large).toMatchObject([{ metadata: { name: tooLarge }, spec: { replicas: 5 } }]);
    expect(unschedulable).toBe(5);
  });

  it('has a log of 20,000 lines up to now with one error in it', () => {
    const lines = wantedLog(new Date('2026-05-12T09:40:00Z')).trimEnd().split('\n');
    expect([lines.length, logLines]).toEqual([20_000, 20_000]);
    expect(lines.filter((line) => line.includes('ERROR'))).toEqual([`2026-05-12T09:28:57.000Z ${errorLine}`]);
    expect(lines.at(-1)).toMatch(/^2026-05-12T09:39:59\.900Z INFO/);
  });
});
