import { describe, expect, it } from '@jest/globals';
import type { ToolResult } from '../../../../workflows/contract.ts';
import { briefing, finding, result, scope } from '../transcripts.ts';
import { type Answers, investigateByRules } from './loop.ts';

const errorLine = 'ERROR cannot take an order: QueuePool limit of size 2 reached (poolSize=2)';
const poolFinding = finding({
  id: 'connection-pool-exhausted:Deployment/shop/cart-api',
  category: 'connection-pool-exhausted',
  object: 'Deployment/shop/cart-api',
  title: `Deployment/shop/cart-api logs errors (connection pool exhausted): ${errorLine}`,
  mechanism: 'The program runs and reports that its pool is exhausted.',
  evidence: [errorLine],
  since: '2026-03-02T09:40:00Z',
  next: { tool: 'k8s_logs', args: { workload: 'deployment/cart-api', namespace: 'shop' }, why: 'what else it logs' },
});
const probeFinding = finding({
  id: 'probe-failing:Deployment/shop/cart-api',
  category: 'probe-failing',
  object: 'Deployment/shop/cart-api',
  title: 'Deployment/shop/cart-api fails its readiness probe on 2 of 2 pods',
  evidence: ['Readiness probe failed: HTTP probe failed with statuscode: 503'],
  since: '2026-03-02T09:41:00Z',
});
const triage = (findings = [probeFinding, poolFinding], more: Partial<ToolResult> = {}) =>
  result('first-1', 'k8s_triage', findings.flatMap((one) => [one.title, ...one.evidence]).join('\n'), {
    findings,
    structured: { examined: ['Deployment/shop/cart-api 0 of 2 ready', '12 pods in shop: 10 ready'] },
    ...more,
  });

const shas = { guilty: 'a'.repeat(40), other: 'b'.repeat(40), late: 'c'.repeat(40), docs: 'd'.repeat(40) };
const change = (sha: string, at: string, more: object) => ({
  at,
  kind: 'commit',
  repository: 'acme/cart',
  sha,
  title: 'a change',
  paths: ['services/cart/config.yaml'],
  ...more,
});
const changes = [
  change(shas.late, '2026-03-02T09:55:00Z', { title: 'after it began' }),
  change(shas.guilty, '2026-03-02T09:35:00Z', { title: 'cart: leaner settings' }),
  change(shas.docs, '2026-03-02T09:33:00Z', { title: 'docs: poolSize', paths: ['services/cart/docs/pool.md'] }),
  change(shas.other, '2026-03-02T09:30:00Z', { title: 'search: more', paths: ['services/search/config.yaml'] }),
];
const patches: Record<string, { path: string; patch: string }> = {
  [shas.guilty]: { path: 'services/cart/config.yaml', patch: '@@ -1 +1 @@\n-poolSize: 20\n+poolSize: 2' },
  [shas.docs]: { path: 'services/cart/docs/pool.md', patch: '@@ -0,0 +1 @@\n+poolSize is per replica' },
  [shas.other]: { path: 'services/search/config.yaml', patch: '@@ -1 +1 @@\n-poolSize: 3\n+poolSize: 4' },
};

const answers: Answers = {
  k8s_logs: (_, callId) => result(callId, 'k8s_logs', errorLine),
  k8s_events: (_, callId) => result(callId, 'k8s_events', 'none'),
  github_changes: (_, callId) => result(callId, 'github_changes', 'four changes', { structured: { changes } }),
  github_commit: (args, callId) => {
    const { ref: sha } = args as { ref: string };
    const file = patches[sha];
    const commit = { sha, files: file ? [file] : [], url: `https://github.test/acme/cart/commit/${sha}` };
    return result(callId, 'github_commit', `commit ${sha}\n${file?.patch ?? ''}`, { structured: commit });
  },
};

describe('the rules', () => {
  it('ask what the findings suggest, then for changes, then for the diffs that may matter, and nothing twice', async () => {
    const { asked } = await investigateByRules(briefing({ firstLook: [triage()] }), answers);
    expect(asked).toEqual([
      [
        'k8s_logs {"workload":"deployment/cart-api","namespace":"shop"}',
        expect.stringMatching(
          /^github_changes \{"scope":\{"names":\["cart-api","cart"\]\},"since":"2026-03-01T.*,"until":"2026-03-02T10:00/,
        ),
        'k8s_events {"object":"Deployment/cart-api","namespace":"shop","context":"prod"}',
        expect.stringContaining('github_changes {"scope":{"service":"cart"'),
      ],
      [expect.stringContaining(shas.guilty), expect.stringContaining(shas.other)],
    ]);
  });

  it('join the cause behind the symptom with the change whose diff the errors name', async () => {
    const { submission } = await investigateByRules(briefing({ firstLook: [triage()] }), answers);
    expect(submission).toMatchObject({
      verdict: 'incident',
      category: 'connection-pool-exhausted',
      confidence: 'high',
      suspectChange: { repository: 'acme/cart', sha: shas.guilty, url: expect.stringContaining('commit') },
      nextSteps: [
        { command: 'kubectl rollout undo deployment/cart-api --namespace shop' },
        { what: expect.stringContaining('pool') },
      ],
    });
    expect(submission.faultyObjects[0]).toBe('Deployment/shop/cart-api');
    expect(submission.rootCause).toMatch(
      /QueuePool limit.*since acme\/cart@aaaaaaa lowers poolSize from 20 to 2 in services\/cart\/config\.yaml/,
    );
    expect(submission.summary).toMatch(/^Built-in rules investigated this, no language model: /);
    expect(submission.timeline.map(({ at }) => at)).toEqual([
      '2026-03-02T09:35:00Z',
      '2026-03-02T09:40:00Z',
      '2026-03-02T09:41:00Z',
    ]);
  });

  it('quote only what stands in the result that is cited', async () => {
    const cut = triage([poolFinding, probeFinding], { text: `${poolFinding.title}\n${errorLine}` });
    const { submission, transcript } = await investigateByRules(briefing({ firstLook: [cut] }), answers);
    const results = [cut, ...transcript.flatMap((entry) => (entry.kind === 'results' ? entry.results : []))];
    expect(submission.evidence.map(({ quote }) => quote)).toEqual([errorLine, '+poolSize: 2']);
    for (const { quote, toolCallId } of submission.evidence) {
      expect(results.find(({ callId }) => callId === toolCallId)?.text).toContain(quote);
    }
  });

  it('rule out a change that came later, and one whose diff has nothing to do with it', async () => {
    const { submission } = await investigateByRules(briefing({ firstLook: [triage()] }), answers);
    expect(submission.ruledOut.map(({ hypothesis, why }) => `${hypothesis} — ${why}`)).toEqual([
      'acme/cart@ccccccc: after it began — It came at 2026-03-02T09:55:00Z, after the first sign at 2026-03-02T09:40:00Z.',
      'acme/cart@ddddddd: docs: poolSize — It changes only documentation, tests or what is not run.',
      'acme/cart@bbbbbbb: search: more — It is of another program, and nothing in its diff is named by the errors.',
    ]);
  });

  it('name no change where no diff touches what the errors name', async () => {
    const harmless = { path: 'services/cart/config.yaml', patch: '@@ -1 +1 @@\n-greeting: Hello\n+greeting: Welcome' };
    const { submission } = await investigateByRules(briefing({ firstLook: [triage()] }), {
      ...answers,
      github_commit: (args, callId) => {
        const commit = { sha: (args as { ref: string }).ref, files: [harmless] };
        return result(callId, 'github_commit', harmless.patch, { structured: commit });
      },
    });
    expect(submission).not.toHaveProperty('suspectChange');
    expect(submission.verdict).toBe('incident');
  });

  it('follow a finding to the one that caused it', async () => {
    const node = finding({
      id: 'node-down:Node/-/n1',
      category: 'node-down',
      object: 'Node/-/n1',
      title: 'Node/-/n1 is not ready',
      evidence: ['Node n1 status is now: NodeNotReady'],
    });
    const pods = { ...probeFinding, causedBy: node.id };
    const { submission } = await investigateByRules(briefing({ firstLook: [triage([pods, node])] }));
    expect(submission).toMatchObject({ category: 'node-down', rootCause: 'Node/-/n1 is not ready' });
    expect(submission.faultyObjects).toEqual(['Node/-/n1', 'Deployment/shop/cart-api']);
    expect(submission.evidence).toHaveLength(2);
  });

  it('blame the workload for what a pod shows', async () => {
    const pod = finding({ object: 'Pod/shop/cart-7d9f8b6c5-x2x9z', related: ['Deployment/shop/cart'] });
    const { submission } = await investigateByRules(briefing({ firstLook: [triage([pod])] }));
    expect(submission.faultyObjects[0]).toBe('Deployment/shop/cart');
  });

  it('blame the repository of the change where nothing but a log shows the trouble', async () => {
    const log = { ...poolFinding, id: 'x', object: 'aws:logs/prod/cart-svc/application', next: undefined };
    const { submission } = await investigateByRules(briefing({ firstLook: [triage([log])] }), answers);
    expect(submission.faultyObjects).toEqual(['github:acme/cart', 'aws:logs/prod/cart-svc/application']);
    expect(submission.nextSteps[0]).not.toHaveProperty('command');
  });

  it('do not take the trouble of another service for this one', async () => {
    const other = finding({ object: 'Deployment/batch/exports', id: 'x' });
    const { submission } = await investigateByRules(briefing({ firstLook: [triage([other])] }));
    expect(submission.verdict).toBe('healthy');
  });

  it('call a service healthy that was examined, and say what had looked wrong', async () => {
    const over = 'Pod/shop/cart-0 recovered: FailedScheduling at 2026-03-02T09:20:00Z, now running and ready';
    const well = result('first-1', 'k8s_triage', over, {
      structured: { examined: ['Deployment/shop/cart 2 of 2 ready'], recovered: [over] },
    });
    const { submission } = await investigateByRules(briefing({ firstLook: [well] }));
    expect(submission).toMatchObject({
      verdict: 'healthy',
      category: 'none',
      faultyObjects: [],
      evidence: [{ quote: over, toolCallId: 'first-1' }],
    });
    expect(submission.rootCause).toContain('Deployment/shop/cart 2 of 2 ready');
    expect(submission.rootCause).toContain(over);
  });

  const noGroup = result('first-2', 'aws_triage', '', {
    notChecked: ['logs: none is named cart; aws_get with what=log_groups lists them'],
  });

  it('do not miss a log group where the logs were read in the cluster', async () => {
    const well = triage([], { structured: { examined: ['Deployment/shop/cart 2 of 2 ready', 'logs of 2 pods'] } });
    const { submission } = await investigateByRules(briefing({ firstLook: [well, noGroup] }));
    expect(submission).toMatchObject({ verdict: 'healthy', notChecked: noGroup.notChecked });
  });

  it.each<[string, ToolResult[], RegExp]>([
    ['no logs of it were found anywhere', [triage([]), noGroup], /not read was logs: none is named cart/],
    [
      'what matters could not be read',
      [triage([], { notChecked: ['list pods in shop: forbidden, needs the verb list'] })],
      /The cause of the trouble with cart was not found: not read was Kubernetes: list pods in shop: forbidden/,
    ],
    [
      'the only tool failed',
      [
        result('first-1', 'k8s_triage', 'connection refused', {
          isError: true,
          error: { code: 'unavailable', retryable: true },
        }),
      ],
      /not read was k8s_triage: connection refused/,
    ],
    ['nothing was examined', [result('first-1', 'k8s_triage', '')], /nothing that was read concerns it/],
    [
      'only a repository was looked at',
      [result('first-1', 'github_changes', '', { structured: { examined: ['4 commits'] } })],
      /nothing that was read concerns it/,
    ],
  ])('are inconclusive where %s', async (_, firstLook, reason) => {
    const { submission } = await investigateByRules(briefing({ firstLook }));
    expect(submission).toMatchObject({ verdict: 'inconclusive', category: 'unknown', confidence: 'low' });
    expect(submission.rootCause).toMatch(reason);
    expect(submission.nextSteps).toHaveLength(1);
  });

  it('never call a service healthy, or broken, that does not exist', async () => {
    const unknown = { ...scope, unknownService: { name: 'card', nearest: ['cart'] } };
    const { submission } = await investigateByRules(briefing({ scope: unknown, firstLook: [triage()] }));
    expect(submission.verdict).toBe('inconclusive');
    expect(submission.rootCause).toBe('No service named card exists in reach; the nearest names are cart.');
  });

  it('submit at once on the last turn, and read structured results that look strange as if they were not there', async () => {
    const odd = triage(undefined, { structured: { changes: 'none', sha: 7, files: 'many', examined: [1] } });
    const { submission, asked } = await investigateByRules(briefing({ firstLook: [odd] }), {});
    expect(asked).toEqual([]);
    expect(submission.verdict).toBe('incident');
  });

  it('say the same of the same', async () => {
    const runs = await Promise.all([1, 2].map(() => investigateByRules(briefing({ firstLook: [triage()] }), answers)));
    expect(runs[0]).toEqual(runs[1]);
  });
});
