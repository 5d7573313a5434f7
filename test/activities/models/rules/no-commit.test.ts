import { describe, expect, it } from '@jest/globals';
import type { Finding } from '../../../../workflows/contract.ts';
import { briefing, finding, result } from '../transcripts.ts';
import { investigateByRules } from './loop.ts';

interface Story {
  found: Partial<Finding>[];
  deeds?: { at: string; author: string; action: string; target: string }[];
  logs?: string;
  notChecked?: string[];
}

async function judged({ found, deeds = [], logs = '', notChecked = [] }: Story) {
  const told = found.map((one) => finding(one));
  const trail = deeds.map((one) => ({ ...one, line: `${one.at} ${one.author} ${one.action} ${one.target}` }));
  const first = [
    result('first-1', 'aws_triage', told.flatMap(({ title, evidence }) => [title, ...evidence]).join('\n'), {
      findings: told,
      structured: { examined: ['2 metrics'] },
      notChecked,
    }),
    result('first-2', 'aws_changes', trail.map(({ line }) => line).join('\n'), { structured: { deeds: trail } }),
    result('first-3', 'aws_logs', `/shop/cart, an hour\n${logs}`),
  ];
  const { submission } = await investigateByRules(briefing({ firstLook: first }));
  return submission;
}

const curve = (category: Finding['category'], more: Partial<Finding> = {}): Partial<Finding> => ({
  id: `${category}:curve`,
  category,
  object: 'aws:cloudwatch/cart',
  title: `cart: ${category} rose`,
  evidence: ['Shop requests Service=cart: last 900, before 100'],
  since: '2026-03-02T09:20:00Z',
  ...more,
});

describe('more requests', () => {
  const surge = curve('traffic-surge');
  const test = {
    at: '2026-03-02T09:15:00Z',
    author: 'scheduler/weekly',
    action: 'ecs:RunTask',
    target: 'name=k6-weekly',
  };
  const asked = '90x info: GET /cart 200 "k6/0.54.0"\n20x info: GET /cart 200 "Firefox/137"';

  it.each<[string, Story]>([
    ['were started right before', { found: [surge], deeds: [test] }],
    ['name its tool as the one who asks', { found: [surge], logs: asked }],
  ])('are well where a load test makes them: they %s', async (_, story) => {
    const submission = await judged(story);
    expect(submission).toMatchObject({ verdict: 'healthy', category: 'none' });
    expect(submission.rootCause).toContain('a load test makes the additional requests');
  });

  it.each<[string, Story]>([
    ['something fails', { found: [surge, curve('unknown', { title: 'cart: errors rose' })], deeds: [test] }],
    ['the load test came long before', { found: [surge], deeds: [{ ...test, at: '2026-03-02T07:15:00Z' }] }],
    ['only a probe asks so now and then', { found: [surge], logs: asked.replace('90x', '2x') }],
    ['what was started is something else', { found: [surge], deeds: [{ ...test, target: 'name=nightly-import' }] }],
  ])('are trouble where %s', async (_, story) => {
    expect((await judged(story)).verdict).toBe('incident');
  });
});

describe('a number of errors that nothing explains', () => {
  const errors = curve('unknown', { title: 'cart: errors, http_5xx_ratio rose from 0.01 to 0.4' });
  const gap = 'log group /shop/cart: not permitted, the credentials need the IAM action logs:FilterLogEvents';

  it('is left open where logs may not be read, and that is named', async () => {
    const submission = await judged({ found: [errors], notChecked: [gap] });
    expect(submission).toMatchObject({ verdict: 'inconclusive', category: 'unknown' });
    expect(submission.rootCause).toContain('logs:FilterLogEvents');
    expect(submission.rootCause).toContain('http_5xx_ratio rose');
  });

  it.each<[string, Story]>([
    ['logs were read', { found: [errors] }],
    [
      'a log tells something of it',
      {
        found: [errors, curve('unknown', { id: 'log', object: 'aws:logs/shop/cart', title: '/shop/cart logs errors' })],
        notChecked: [gap],
      },
    ],
    ['what may not be read is no log', { found: [errors], notChecked: ['AWS Health: not permitted'] }],
  ])('is an incident where %s', async (_, story) => {
    expect((await judged(story)).verdict).toBe('incident');
  });
});

describe('a full disk', () => {
  const full = curve('disk-full', { object: 'aws:logs/shop/cart', title: '/shop/cart logs no space left' });
  const line = '2x info 2026-03-02T09:10:00Z: Mar 2 09:10:00 host-1 auditd[811]: Audit daemon is low on disk space';

  it('is told with the process that warned before it', async () => {
    const submission = await judged({ found: [full], logs: line });
    expect(submission.rootCause).toContain('before it auditd said');
  });

  it.each([
    ['warned only after it', line.replace('2x info 2026-03-02T09:10', '2x info 2026-03-02T09:40')],
    ['is the program itself', line.replace('auditd', 'cart')],
    ['speaks of something else', line.replace('is low on disk space', 'rotating log files')],
  ])('is not told with one that %s', async (_, logs) => {
    expect((await judged({ found: [full], logs })).rootCause).not.toContain('said at');
  });
});
