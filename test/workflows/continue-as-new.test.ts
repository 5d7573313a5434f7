import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { packageRoot } from '../../worker/package-root.ts';
import { type Diagnosis, type Status, statusQuery } from '../../workflows/contract.ts';
import { continueEarly } from '../histories/scenarios.ts';
import { running } from './running.ts';
import { calls, submits, toldTo } from './scripted.ts';

const caseDir = join(packageRoot(), 'test', 'cases', 'healthy');

describe('a long investigation', () => {
  const start = running({ caseDir, quick: true, temporal: { settings: [continueEarly] } });

  it('continues as new between turns: the same thread, counters, board, evidence and answer', async () => {
    const { ask, answers, estate, client } = await start();
    let number = 0;
    const quote = 'reading 2: memory 512Mi of 512Mi';
    const board = { claim: 'the limit is too low', status: 'open', because: 'memory is full', calls: ['t1c2'] };
    const evidence = [{ claim: 'memory is full', quote, toolCallId: 't1c2' }];
    estate.model.script((request) => {
      if (toldTo(request).includes('reading 12:')) return submits({ evidence });
      const reads = [1, 2, 3].map(() => ({ name: 'quick_read', input: { number: ++number } }));
      // The board is kept in the first of the runs and read in the last.
      return number > 3
        ? calls(...reads)
        : calls(...reads, { name: 'record_hypotheses', input: { hypotheses: [board] } });
    });
    const run = await ask();
    const diagnosis: Diagnosis = await run.handle.result();
    expect(diagnosis).toMatchObject({ usage: { turns: 5, toolCalls: 13 }, evidence: [{ verified: true }] });
    expect(answers(run)).toHaveLength(2);
    const status: Status = await run.handle.query(statusQuery);
    expect(status.hypotheses).toEqual([board]);
    const executions = [];
    for await (const execution of client.workflow.list({ query: `WorkflowId = "${run.workflowId}"` })) {
      executions.push(execution.status.name);
    }
    expect(executions.length).toBeGreaterThan(1);
    expect(executions.filter((status) => status === 'CONTINUED_AS_NEW')).toHaveLength(executions.length - 1);
  });
});
