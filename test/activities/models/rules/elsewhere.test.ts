import { describe, expect, it } from '@jest/globals';
import { hypothesesOf } from '../../../../activities/models/rules/hypotheses.ts';
import { hypothesesSchema } from '../../../../workflows/contract.ts';
import { briefing, finding, result } from '../transcripts.ts';
import { investigateByRules } from './loop.ts';

const well = result('first-1', 'k8s_triage', 'no findings', {
  structured: { examined: ['Deployment/shop/cart 2 of 2 ready'] },
});
const timeouts = finding({
  id: 'slow',
  category: 'dependency-slow',
  severity: 'warning',
  title: 'Deployment/shop/cart logs errors (timeouts): http://stock-api:8080 did not answer',
  evidence: ['http://stock-api:8080 did not answer'],
  since: '2026-03-02T09:40:00Z',
});
const memory = finding({
  id: 'oom',
  category: 'out-of-memory',
  object: 'Deployment/shop/stock-api',
  title: 'Deployment/shop/stock-api: container stock-api keeps restarting (OOMKilled)',
  evidence: ['OOMKilled'],
  since: '2026-03-02T09:38:00Z',
});
const triage = (findings: (typeof memory)[]) =>
  result('first-1', 'k8s_triage', findings.flatMap(({ title, evidence }) => [title, ...evidence]).join('\n'), {
    findings,
    structured: { examined: ['Deployment/shop/cart 2 of 2 ready'] },
  });
const wide = (findings: (typeof memory)[]) => ({
  k8s_triage: (_: unknown, callId: string) => ({
    ...triage(findings),
    callId,
    args: { since: '2026-03-02T09:00:00Z' },
  }),
});

describe('a cause in another service', () => {
  it('is what fails of what the errors name, and not the louder one that complains', async () => {
    const { submission } = await investigateByRules(briefing({ firstLook: [triage([timeouts, memory])] }));
    expect(submission).toMatchObject({ category: 'out-of-memory' });
    expect(submission.faultyObjects[0]).toBe('Deployment/shop/stock-api');
  });

  it('is none that began long after', async () => {
    const late = { ...memory, since: '2026-03-02T09:58:00Z' };
    const { submission } = await investigateByRules(briefing({ firstLook: [triage([timeouts, late])] }));
    expect(submission.category).toBe('dependency-slow');
  });

  it('is found beyond the scope where what was asked about is well and the question speaks of it', async () => {
    const quotes = {
      ...memory,
      object: 'Deployment/rates/pricer',
      title: 'Deployment/rates/pricer: POST /quotes fails',
    };
    const question = 'customers get no quotes, is it cart?';
    const { submission } = await investigateByRules(briefing({ question, firstLook: [well] }), wide([quotes]));
    expect(submission).toMatchObject({ verdict: 'incident', faultyObjects: ['Deployment/rates/pricer'] });
  });

  it('is not the trouble of others, which leaves what was asked about healthy', async () => {
    const other = { ...memory, object: 'Deployment/batch/exports', title: 'Deployment/batch/exports: OOMKilled' };
    const question = 'cart alert fired, is anything wrong?';
    const { submission } = await investigateByRules(briefing({ question, firstLook: [well] }), wide([other]));
    expect(submission).toMatchObject({ verdict: 'healthy', faultyObjects: [] });
  });

  it('does not hide that what was asked about is well where the look beyond it could not read everything', async () => {
    const gaps = {
      k8s_triage: (_: unknown, callId: string) =>
        result(callId, 'k8s_triage', '', { notChecked: ['list pods in secret: forbidden'] }),
    };
    const { submission } = await investigateByRules(briefing({ firstLook: [well] }), gaps);
    expect(submission.verdict).toBe('healthy');
  });
});

describe('the hypotheses for the board', () => {
  it('fit it, the cause first and what speaks for it', () => {
    const board = hypothesesOf([briefing({ firstLook: [triage([timeouts, memory])] })]);
    expect(hypothesesSchema.parse({ hypotheses: board })).toBeDefined();
    expect(board[0]).toEqual({
      claim: memory.title,
      status: 'supported',
      because: '1 finding follows from it',
      calls: ['first-1'],
    });
  });

  it('say that nothing is wrong only where something was examined, and else what hides it', () => {
    expect(hypothesesOf([briefing({ firstLook: [well] })])).toMatchObject([
      { claim: 'Nothing is wrong now', status: 'supported' },
    ]);
    const hidden = { ...well, notChecked: ['list pods in shop: forbidden'] };
    expect(hypothesesOf([briefing({ firstLook: [hidden] })])).toMatchObject([
      { claim: 'Hidden by what could not be read: list pods in shop: forbidden', status: 'open' },
      { claim: 'Nothing is wrong now', status: 'open' },
    ]);
  });
});
