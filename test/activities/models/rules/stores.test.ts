import { describe, expect, it } from '@jest/globals';
import { pathsIn } from '../../../../activities/models/rules/graph.ts';
import { calledHost } from '../../../../activities/models/rules/spoken.ts';
import type { Finding } from '../../../../workflows/contract.ts';
import { briefing, finding, result } from '../transcripts.ts';
import { investigateByRules } from './loop.ts';

const trace = '2026-03-02T09:45:00Z 1-6ad61edc-775b777667a5a9d828b2c14d';
const path = `${trace} 8.05s failed: shop GET /cart 8.05s [failed] > cart GET /cart 8.01s > basket-db SELECT items 8s [failed]`;

const slow = finding({
  id: 'slow',
  category: 'dependency-slow',
  severity: 'warning',
  object: 'aws:logs/apps/cart',
  title: '/apps/cart logs timeouts (9x, none before): canceling statement due to statement timeout',
  evidence: ['canceling statement due to statement timeout'],
  since: '2026-03-02T09:40:00Z',
});
const spent = finding({
  id: 'spent',
  category: 'database-storage',
  object: 'aws:rds/basket-db',
  title: 'RDS basket-db: I/O burst credits are spent',
  evidence: ['BurstBalance 0'],
  since: '2026-03-02T09:38:00Z',
});

/** What the rules say where the look beyond the scope finds a database in trouble, and traces show this. */
async function judged(traces: string, first = slow) {
  const { submission } = await investigateByRules(
    briefing({
      firstLook: [
        result('first-1', 'aws_triage', [first.title, ...first.evidence].join('\n'), {
          findings: [first],
          structured: { examined: ['1 log group'] },
        }),
      ],
    }),
    {
      aws_traces: (_, callId) => result(callId, 'aws_traces', traces),
      aws_triage: (_, callId) => ({
        ...result(callId, 'aws_triage', [spent.title, ...spent.evidence].join('\n'), { findings: [spent] }),
        args: { since: '2026-03-02T09:00:00Z' },
      }),
    },
  );
  return submission;
}

describe('a store in trouble', () => {
  it('is the cause where the traces of the failing program end in it, whatever it is called', async () => {
    expect(await judged(path)).toMatchObject({ category: 'database-storage', faultyObjects: ['aws:rds/basket-db'] });
  });

  it('is none where they end in another', async () => {
    expect((await judged(path.replace('basket-db', 'stock-db'))).category).toBe('dependency-slow');
  });

  it('is read off a path step by step', () => {
    const paths = pathsIn({ results: [result('a', 'aws_traces', `head\n${path}`)] });
    expect([...paths].map(([caller, called]) => [caller, [...called]])).toEqual([
      ['shop', ['cart']],
      ['cart', ['basket-db']],
    ]);
  });
});

describe('whom a program calls', () => {
  const lead = (more: Partial<Finding>) => ({ finding: finding(more), result: result('first-1', 'aws_triage', '') });
  const refused = { category: 'certificate-expired' as const, object: 'aws:logs/apps/cart', title: 'PKIX failed' };
  const ends = lead({ category: 'unknown', object: 'aws:xray/ship.parcels.example' });

  it('is told where a trace ends there and the log does not say it', () => {
    expect(calledHost({ lead: lead(refused), supporting: [ends] })).toBe('called is ship.parcels.example');
  });

  it.each<[string, Partial<Finding>, Partial<Finding>]>([
    ['the log names it', { ...refused, title: 'ship.parcels.example: PKIX failed' }, ends.finding],
    ['it is one of our own', refused, { ...ends.finding, object: 'aws:xray/stock.shop.internal' }],
    ['nobody is called when that happens', { ...refused, category: 'out-of-memory' }, ends.finding],
  ])('is not where %s', (_, root, trace) => {
    expect(calledHost({ lead: lead(root), supporting: [lead(trace)] })).toBeUndefined();
  });
});
