import type { PostInput } from '../../../workflows/activities.ts';
import type { Diagnosis, Finding, Scope } from '../../../workflows/contract.ts';

/** An incident that never happened, said in every field. */

export const run: PostInput['run'] = {
  workflowId: 'diagnose-T1-C1-1750000000.000100',
  runId: 'r1',
  url: 'https://temporal.example.com/namespaces/default/workflows/w1/r1',
};

export const scope: Scope = {
  service: 'cart',
  clusters: [{ context: 'prod-eu', namespaces: ['shop', 'shop-db'] }],
  accounts: [{ account: '111122223333', regions: ['eu-central-1'] }],
  log_groups: ['/aws/ecs/cart'],
  repositories: [{ repository: 'acme/cart', paths: ['services/cart'] }],
  window: { since: '2026-06-15T21:30:00Z', until: '2026-06-15T22:30:00Z' },
  now: '2026-06-15T22:30:00Z',
  timeZone: 'Europe/Berlin',
  owners: ['team-basket'],
  runningCommit: '3f1c9a7be0d2445566778899aabbccddeeff0011',
  inferred: ['namespace shop (label app=cart)'],
  notChecked: [],
};

export const lead: Finding = {
  id: 'out-of-memory:Deployment/shop/cart',
  category: 'out-of-memory',
  object: 'Deployment/shop/cart',
  severity: 'critical',
  title: 'Container cart is killed at its limit of 256Mi',
  since: '2026-06-15T22:11:07Z',
  mechanism: 'the kernel kills what passes its memory limit',
  evidence: ['Last State: Terminated Reason: OOMKilled'],
  related: [],
};

export const report: Diagnosis = {
  verdict: 'incident',
  summary: 'Cart answers 502 since 00:11. Its container is killed for memory once a minute.',
  rootCause: 'Deployment/shop/cart is killed at its limit of 256Mi since the cache was made unbounded.',
  category: 'out-of-memory',
  confidence: 'high',
  faultyObjects: ['Deployment/shop/cart', 'github:acme/cart'],
  suspectChange: {
    repository: 'acme/cart',
    sha: '3f1c9a7be0d2445566778899aabbccddeeff0011',
    url: 'https://github.com/acme/cart/commit/3f1c9a7be0d2445566778899aabbccddeeff0011',
    why: 'it removes the bound of the price cache',
  },
  timeline: [{ at: '2026-06-15T22:05:00Z', what: 'revision 12 rolled out' }],
  evidence: [
    {
      claim: 'the container was killed for memory',
      quote: 'Last State: Terminated Reason: OOMKilled',
      toolCallId: 'c1',
      observedAt: '2026-06-15T22:30:00Z',
      verified: true,
    },
    { claim: 'traffic did not grow', quote: 'rps 41 -> 40', toolCallId: 'c2', verified: false },
  ],
  ruledOut: [{ hypothesis: 'a surge of traffic', why: 'requests per second are flat' }],
  notChecked: ['CloudWatch alarms: cloudwatch:DescribeAlarms is denied'],
  nextSteps: [
    { what: 'Roll back', command: 'kubectl -n shop rollout undo deployment/cart' },
    { what: 'Or start over', command: 'kubectl -n shop delete deployment cart' },
    { what: 'Bound the cache' },
  ],
  asOf: '2026-06-15T22:30:00Z',
  model: 'claude-opus-4-8',
  usage: {
    turns: 6,
    toolCalls: 14,
    inputTokens: 12_000,
    outputTokens: 3_456,
    cacheReadTokens: 80_000,
    cacheWriteTokens: 10_000,
    usd: 0.4213,
    elapsedMs: 74_300,
  },
};
