import { describe, expect, it } from '@jest/globals';
import type { Finding } from '../../../../workflows/contract.ts';
import { briefing, finding, result } from '../transcripts.ts';
import { investigateByRules } from './loop.ts';

const sha = (letter: string): string => letter.repeat(40);
const mine = {
  at: '2026-03-02T08:50:00Z',
  kind: 'commit',
  repository: 'acme/cart',
  sha: sha('a'),
  title: 'tidy up',
  paths: ['src/store/client.ts'],
};
const deployment = (of: string, at: string, more: object = {}) => ({
  ...{ at, kind: 'deployment', repository: 'acme/cart', sha: of, title: 'cart', service: 'cart', paths: [] },
  ...{ environment: 'production', state: 'success', ...more },
});
const log = (category: Finding['category'], line: string, more: Partial<Finding> = {}): Partial<Finding> => ({
  id: category,
  category,
  object: 'aws:logs/shop/cart',
  title: `/shop/cart logs errors: ${line}`,
  evidence: [`2026-03-02T09:50:00Z ERROR ${line} at put (/app/src/store/client.ts:7:1)`],
  since: '2026-03-02T09:20:00Z',
  ...more,
});

interface Story {
  found: Partial<Finding>[];
  patch: string;
  changes?: object[];
  metrics?: string;
}

/** What the rules say where the trace of the error runs through the file that the one commit changes. */
async function judged({ found, patch, changes = [], metrics }: Story) {
  const told = found.map((one) => finding(one));
  const text = told.flatMap(({ title, evidence }) => [title, ...evidence]).join('\n');
  const all = [mine, deployment(mine.sha, '2026-03-02T09:00:00Z'), ...changes];
  const first = [
    result('first-1', 'aws_triage', text, { findings: told, structured: { examined: ['1 log group'] } }),
    result('first-2', 'github_changes', 'changes', { structured: { changes: all } }),
    ...(metrics === undefined ? [] : [result('first-3', 'aws_metrics', metrics)]),
  ];
  const { submission } = await investigateByRules(briefing({ firstLook: first }), {
    github_commit: (_, callId) =>
      result(callId, 'github_commit', patch, {
        structured: { sha: mine.sha, files: [{ path: 'src/store/client.ts', patch }] },
      }),
  });
  return submission;
}

const harmless = '@@ -1 +1 @@\n-put(body, 1);\n+put(body, 2);';

describe('a change is cleared, whatever its diff looks like,', () => {
  const refused = 'InvalidAccessKeyId: the access key does not exist';
  const outage = 'POST https://api.parcels.example.com/v1/labels: 503 Service Unavailable';
  const decrypt = 'cart-task is not authorized to perform: kms:Decrypt on resource: key/0a1b';
  const full = 'OSError: no space left on device';
  const written = (ratio: string): string => `Shop store_bytes Service=cart: last 900, before 800 (${ratio}x); min 1`;

  const used = 'ERROR: nextval: reached maximum value of sequence "carts_id_seq" (2147483647)';
  const tracedLine = '2026-03-02T09:50:00Z ERROR slow at put (/app/src/store/client.ts:7:1)';
  const spent = (at: string): string =>
    `AWS/RDS BurstBalance DBInstanceIdentifier=cart: last 0, before 55 (0x); min 0 mean 1 max 7; largest step 55 -> 11 at 2026-03-02T${at}:00Z`;

  it.each<[string, Story, RegExp]>([
    [
      'where the key itself is refused',
      { found: [log('credentials-invalid', refused)], patch: harmless },
      /changes no key/,
    ],
    [
      'where it permits less of another service than of the one that refuses',
      {
        found: [log('permission-denied', decrypt)],
        patch: '@@ -1 +1 @@\n-  actions = ["sqs:SendMessage"]\n+  actions = []',
      },
      /permitted of sqs, and what is refused is a call of kms/,
    ],
    [
      "where somebody else's host fails by itself",
      { found: [log('dependency-outage', outage)], patch: harmless },
      /errors of its own/,
    ],
    [
      'where what it writes did not grow and the volume is full',
      { found: [log('disk-full', full)], patch: harmless, metrics: written('1.01') },
      /did not grow/,
    ],
    [
      'where an identifier ran out and it changes neither column nor sequence',
      {
        found: [log('schema-mismatch', used)],
        patch: '@@ -1 +1 @@\n-put("INSERT INTO carts")\n+put("INSERT INTO carts (a)")',
      },
      /used up/,
    ],
    [
      'where what ran out was falling before it came',
      { found: [log('database-storage', 'slow', { evidence: [spent('08:10'), tracedLine] })], patch: harmless },
      /BurstBalance was falling before, its largest step at 2026-03-02T08:10:00Z/,
    ],
  ])('%s', async (_, story, why) => {
    const submission = await judged(story);
    expect(submission).not.toHaveProperty('suspectChange');
    expect(submission.rootCause).not.toContain(mine.sha.slice(0, 7));
    expect(submission.ruledOut.map((one) => one.why)).toContainEqual(expect.stringMatching(why));
  });

  it.each<[string, Story]>([
    [
      'where the diff sets another key',
      { found: [log('credentials-invalid', refused)], patch: '@@ -1 +1 @@\n-accessKey: one\n+accessKey: two' },
    ],
    [
      'where the diff asks another address',
      { found: [log('dependency-outage', outage)], patch: '@@ -1 +1 @@\n-baseUrl("/v1")\n+baseUrl("/v9")' },
    ],
    [
      'where the host that fails is one of our own',
      {
        found: [log('dependency-outage', 'POST https://labels.shop.internal/v1: 503 Service Unavailable')],
        patch: harmless,
      },
    ],
    [
      'where what it writes grew before the volume was full',
      { found: [log('disk-full', full)], patch: harmless, metrics: written('3.9') },
    ],
    [
      'where the diff gives the identifier another sequence',
      { found: [log('schema-mismatch', used)], patch: '@@ -1 +1 @@\n-put(nextval("a"))\n+put(nextval("b"))' },
    ],
    [
      'where what ran out began to fall after it came',
      { found: [log('database-storage', 'slow', { evidence: [spent('09:10'), tracedLine] })], patch: harmless },
    ],
  ])('but not %s', async (_, story) => {
    expect((await judged(story)).suspectChange?.sha).toBe(mine.sha);
  });
});

describe('a change that was rolled back', () => {
  const line = 'TypeError: zone is undefined';
  const old = { ...mine, sha: sha('0'), at: '2026-03-01T12:00:00Z', paths: ['docs/a.md'] };
  const back = deployment(old.sha, '2026-03-02T09:30:00Z');
  const late = log('application-crash', line);

  it('is cleared where the errors go on without it', async () => {
    const submission = await judged({ found: [late], patch: harmless, changes: [old, back] });
    expect(submission).not.toHaveProperty('suspectChange');
    expect(submission.ruledOut.map((one) => one.why)).toContainEqual(expect.stringMatching(/rolled back to 0000000/));
  });

  it('is not where the errors ended with it', async () => {
    const ended = { ...late, evidence: [late.evidence?.[0]?.replace('09:50', '09:29') ?? ''] };
    const submission = await judged({ found: [ended], patch: harmless, changes: [old, back] });
    expect(submission.suspectChange?.sha).toBe(mine.sha);
  });

  it('is not where the rollback ended badly and nothing says that the old version runs', async () => {
    const failed = { ...back, state: 'failure' };
    const submission = await judged({ found: [late], patch: harmless, changes: [old, failed] });
    expect(submission.suspectChange?.sha).toBe(mine.sha);
  });

  it('is not where what came after it is newer and holds it', async () => {
    const newer = { ...old, sha: sha('1'), at: '2026-03-02T08:55:00Z' };
    const next = deployment(newer.sha, '2026-03-02T09:30:00Z');
    const submission = await judged({ found: [late], patch: harmless, changes: [newer, next] });
    expect(submission.suspectChange?.sha).toBe(mine.sha);
  });
});
