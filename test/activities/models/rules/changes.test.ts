import { describe, expect, it } from '@jest/globals';
import type { Finding } from '../../../../workflows/contract.ts';
import { briefing, finding, result } from '../transcripts.ts';
import { investigateByRules } from './loop.ts';

const sha = (letter: string): string => letter.repeat(40);
const line = 'ERROR cannot take an order: QueuePool limit of size 2 reached';
const pool: Partial<Finding> = {
  id: 'pool',
  category: 'connection-pool-exhausted',
  object: 'Deployment/shop/cart',
  title: `Deployment/shop/cart logs errors (connection pool exhausted): ${line}`,
  evidence: [line],
  since: '2026-03-02T09:40:00Z',
};
const guilty = {
  at: '2026-03-02T09:00:00Z',
  kind: 'commit',
  repository: 'acme/platform',
  sha: sha('a'),
  title: 'leaner',
  paths: ['services/cart/db.yaml'],
};
const deployment = (of: string, at: string, more: object = {}) => ({
  at,
  kind: 'deployment',
  repository: 'acme/platform',
  sha: of,
  title: 'cart',
  service: 'cart',
  environment: 'production',
  state: 'success',
  paths: [],
  ...more,
});

/** What the rules say of these changes, each of which sets the pool's size. */
async function judged(
  changes: { sha: string }[],
  lead: Partial<Finding> = pool,
  patch = '@@ -1 +1 @@\n-poolSize: 20\n+poolSize: 2',
) {
  const first = [
    result('first-1', 'k8s_triage', `${lead.title}\n${line}`, {
      findings: [finding(lead)],
      structured: { examined: ['Deployment/shop/cart 0 of 2 ready'] },
    }),
    result('first-2', 'github_changes', 'changes', { structured: { changes } }),
  ];
  const { submission } = await investigateByRules(briefing({ firstLook: first }), {
    github_commit: (args, callId) => {
      const { ref } = args as { ref: string };
      const paths = changes.find((one) => one.sha === ref) as { paths?: string[] } | undefined;
      const files = (paths?.paths ?? []).map((path) => ({ path, patch }));
      return result(callId, 'github_commit', patch, { structured: { sha: ref, files } });
    },
  });
  return submission;
}

describe('which change the rules blame', () => {
  it('is the one that a deployment of the service put out before it began', async () => {
    const submission = await judged([guilty, deployment(guilty.sha, '2026-03-02T09:35:00Z')]);
    expect(submission.suspectChange?.sha).toBe(guilty.sha);
    expect(submission.confidence).toBe('high');
  });

  it.each([
    ['was deployed after it began', [deployment(guilty.sha, '2026-03-02T09:50:00Z')], /after the first sign/],
    [
      'is in no deployment yet',
      [
        { ...guilty, sha: sha('b'), at: '2026-03-02T08:00:00Z', paths: ['docs/a.md'] },
        deployment(sha('b'), '2026-03-02T08:30:00Z'),
      ],
      /No deployment holds it: the last one put out bbbbbbb/,
    ],
  ])('is not one that %s', async (_, more, why) => {
    const submission = await judged([guilty, ...more]);
    expect(submission).not.toHaveProperty('suspectChange');
    expect(submission.rootCause).not.toContain(guilty.sha.slice(0, 7));
    expect(submission.ruledOut.map((one) => one.why)).toContainEqual(expect.stringMatching(why));
  });

  it('is no other service of the same repository, whatever its diff says', async () => {
    const other = { ...guilty, paths: ['services/search/db.yaml'] };
    const submission = await judged([other, deployment(other.sha, '2026-03-02T09:35:00Z', { service: 'search' })]);
    expect(submission).not.toHaveProperty('suspectChange');
  });

  it('is not one that went to staging alone while production has deployments', async () => {
    const older = { ...guilty, sha: sha('c'), at: '2026-03-02T08:00:00Z', paths: ['docs/a.md'] };
    const submission = await judged([
      guilty,
      older,
      deployment(older.sha, '2026-03-02T08:10:00Z'),
      deployment(guilty.sha, '2026-03-02T09:30:00Z', { environment: 'staging' }),
    ]);
    expect(submission).not.toHaveProperty('suspectChange');
  });

  it('is none where the trouble comes from outside', async () => {
    const outage = {
      ...pool,
      category: 'cloud-outage' as const,
      title: 'AWS Health: open issue of S3',
      evidence: [line],
    };
    expect(await judged([guilty], outage)).not.toHaveProperty('suspectChange');
  });

  it('is the code that the stack trace runs through, and then the code is what is wrong', async () => {
    const crash: Partial<Finding> = {
      ...pool,
      category: 'unknown',
      severity: 'warning',
      title: 'Deployment/shop/cart logs errors',
      evidence: ['TypeError: cannot read zone of undefined at total (/app/src/cart/total.ts:7:18)'],
    };
    const changed = { ...guilty, paths: ['src/cart/total.ts'] };
    const submission = await judged([changed], crash, '@@ -1 +1 @@\n-return zone?.fee ?? 0;\n+return zone.fee;');
    expect(submission).toMatchObject({ category: 'code-defect', suspectChange: { sha: changed.sha } });
    expect(submission.rootCause).toContain('TypeError: cannot read zone of undefined');
  });

  it('is a new version of a package that the trace of the error runs through', async () => {
    const crash: Partial<Finding> = {
      ...pool,
      category: 'application-crash',
      title: 'Deployment/shop/cart logs errors',
      evidence: ['Error: bad frame at Parser.read (/app/node_modules/wire/lib/parser.js:88:11)'],
    };
    const bumped = { ...guilty, paths: ['package.json'] };
    const patch = (name: string) => `@@ -1 +1 @@\n-    "${name}": "^3.1.0",\n+    "${name}": "^4.0.0",`;
    expect(await judged([bumped], crash, patch('wire'))).toMatchObject({ suspectChange: { sha: bumped.sha } });
    expect(await judged([bumped], crash, patch('tape'))).not.toHaveProperty('suspectChange');
  });

  it('leaves the confidence medium where the errors only say what is full, and do not name what it set', async () => {
    const full: Partial<Finding> = {
      ...pool,
      evidence: ['no connection'],
      title: 'no connection',
    };
    const changes = [guilty, deployment(guilty.sha, '2026-03-02T09:35:00Z')];
    const renamed = '@@ -1 +1 @@\n-maxConns: 20\n+maxConns: 2';
    expect(await judged(changes, full, renamed)).toMatchObject({
      confidence: 'medium',
      suspectChange: { sha: guilty.sha },
    });
    expect(await judged([], full)).toMatchObject({ confidence: 'medium' });
    const certain = { ...full, category: 'missing-secret' as const };
    expect(await judged([], certain)).toMatchObject({ confidence: 'high' });
  });

  it('leaves the confidence medium where the program was changed on that day, and nothing connects the two', async () => {
    const missing = { ...pool, category: 'missing-secret' as const, title: 'no such secret', evidence: [line] };
    const unrelated = '@@ -1 +1 @@\n-color: red\n+color: blue';
    const put = (at: string) => [{ ...guilty, at: '2026-02-20T09:00:00Z' }, deployment(guilty.sha, at)];
    const near = await judged(put('2026-03-02T09:35:00Z'), missing, unrelated);
    expect(near).toMatchObject({ confidence: 'medium' });
    expect(near).not.toHaveProperty('suspectChange');
    expect(await judged(put('2026-02-20T09:35:00Z'), missing, unrelated)).toMatchObject({ confidence: 'high' });
  });

  it('leaves the confidence medium where two of them may have filled what is full', async () => {
    const twin = { ...guilty, sha: sha('b'), at: '2026-03-01T08:00:00Z' };
    const put = (one: { sha: string; at: string }) => [one, deployment(one.sha, one.at.replace(':00:00Z', ':35:00Z'))];
    expect(await judged(put(guilty))).toMatchObject({ confidence: 'high', suspectChange: { sha: guilty.sha } });
    const both = await judged([...put(guilty), ...put(twin)]);
    expect(both).toMatchObject({ confidence: 'medium', suspectChange: { sha: guilty.sha } });
  });

  it('leaves the confidence medium where the root only waits for something, and says so', async () => {
    const waits = { ...pool, category: 'init-container-failing' as const };
    const said = (text: string) =>
      judged([], { ...waits, title: `wait-for-db does not end: ${text}`, evidence: [line] });
    expect(await said('nc: bad port')).toMatchObject({ confidence: 'high' });
    expect(await said('nc: db (10.0.0.7:5432): Connection refused')).toMatchObject({ confidence: 'medium' });
  });

  it('is what the database computes too much for where it drops an index', async () => {
    const busy = { ...pool, category: 'database-cpu' as const, title: 'database CPU 20 -> 98', evidence: [line] };
    const dropped = '@@ -1 +1,2 @@\n+DROP INDEX orders_by_customer;';
    expect(await judged([guilty], busy, dropped)).toMatchObject({
      category: 'slow-query',
      suspectChange: { sha: guilty.sha },
    });
  });
});
