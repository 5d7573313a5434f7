import { describe, expect, it } from '@jest/globals';
import { briefing, finding, result } from '../transcripts.ts';
import { investigateByRules } from './loop.ts';

const surge = 'Shop request_count Service=cart: last 900, before 200 (4.5x); min 180 mean 400 max 950';
const series = (who: string, last: number, before: number) =>
  `Shop request_count Client=${who},Service=cart: last ${last}, before ${before} (${last / before}x); min 1`;

/** What the rules say of a surge of requests where metrics tell this of those who make them. */
async function judged(...lines: string[]) {
  const told = finding({
    id: 'surge',
    category: 'traffic-surge',
    object: 'aws:cloudwatch/cart',
    title: 'cart: traffic surge, request_count rose from 200 to 900 (4.5x)',
    evidence: [surge],
    since: '2026-03-02T09:20:00Z',
  });
  const first = [
    result('first-1', 'aws_triage', [told.title, surge].join('\n'), {
      findings: [told],
      structured: { examined: ['3 metrics'] },
    }),
    result('first-2', 'aws_metrics', lines.join('\n')),
  ];
  const { submission } = await investigateByRules(briefing({ firstLook: first }), {});
  return submission;
}

describe('more requests than before', () => {
  it('are told with who makes most of them', async () => {
    const acme = series('acme', 720, 40);
    const submission = await judged(series('globex', 110, 100), acme);
    expect(submission.rootCause).toContain('680 of 690 more are of Client=acme (40 before, 720 now)');
    expect(submission.evidence.map(({ quote }) => quote)).toContain(acme);
  });

  it('are so although a cache holds back fewer of them', async () => {
    const missed = 'Shop cache_hit_ratio Service=cart: last 0.2, before 0.86 (0.23x); min 0.2';
    const submission = await judged(series('globex', 110, 100), series('acme', 720, 40), missed);
    expect(submission.rootCause).toContain('more are of Client=acme');
  });

  it.each([
    ['all ask more', [series('globex', 450, 100), series('acme', 450, 100)]],
    ['one asks, and nobody else is known', [series('acme', 720, 40)]],
    ['who asks most asked as much before', [series('acme', 720, 700), series('globex', 21, 20)]],
    [
      'what is counted is no one who asks',
      [series('acme', 720, 40), series('globex', 1, 1)].map((line) => line.replaceAll('Client', 'Zone')),
    ],
  ])('are told without where %s', async (_, lines) => {
    expect((await judged(...lines)).rootCause).not.toContain('more are of');
  });
});
