import { describe, expect, it } from '@jest/globals';
import type { Finding, Submission } from '../../../../workflows/contract.ts';
import { briefing, finding, result } from '../transcripts.ts';
import { investigateByRules } from './loop.ts';

const sha = (letter: string): string => letter.repeat(40);
const repository = 'acme/platform';

interface Told {
  letter: string;
  at: string;
  path: string;
  patch: string;
  /** When and as which service it was put out, where it was. */
  deployed?: [at: string, service: string];
}

/** What the rules say where these commits were made, and this is what fails since 09:40. */
async function judged(commits: Told[], lead: Partial<Finding>, text = ''): Promise<Submission> {
  const line = lead.evidence?.[0] ?? 'slow';
  const changes = commits.flatMap(({ letter, at, path, deployed }) => [
    { at, kind: 'commit', repository, sha: sha(letter), title: `change ${letter}`, paths: [path] },
    ...(deployed
      ? [
          {
            at: deployed[0],
            kind: 'deployment',
            repository,
            sha: sha(letter),
            title: deployed[1],
            service: deployed[1],
            environment: 'production',
            state: 'success',
            paths: [],
          },
        ]
      : []),
  ]);
  const first = [
    result('first-1', 'aws_triage', `${lead.title}\n${line}\n${text}`, {
      findings: [finding({ severity: 'warning', since: '2026-03-02T09:40:00Z', evidence: [line], ...lead })],
      structured: { examined: ['1 log groups'] },
    }),
    result('first-2', 'github_changes', 'changes', { structured: { changes } }),
  ];
  const { submission } = await investigateByRules(briefing({ firstLook: first }), {
    github_commit: (args, callId) => {
      const { ref } = args as { ref: string };
      const one = commits.find(({ letter }) => sha(letter) === ref);
      const files = one ? [{ path: one.path, patch: one.patch }] : [];
      return result(callId, 'github_commit', one?.patch ?? '', { structured: { sha: ref, files } });
    },
  });
  return submission;
}

const slow: Partial<Finding> = {
  id: 'slow',
  category: 'dependency-slow',
  object: 'aws:cloudwatch/cart',
  title: 'cart: latency, gc_pause_p99_ms rose from 20 to 900',
  evidence: ['gc_pause_p99_ms Service=cart: last 900, before 20 (45x)'],
};
const leak: Told = {
  letter: 'a',
  at: '2026-03-02T02:00:00Z',
  path: 'services/cart/src/Dedupe.java',
  patch:
    '@@ -1 +1,2 @@\n+    private final Map<String, Event> known = new ConcurrentHashMap<>();\n+    known.putIfAbsent(event.id(), event);',
  deployed: ['2026-03-02T03:00:00Z', 'cart'],
};
const harmless: Told = {
  letter: 'b',
  at: '2026-03-02T09:30:00Z',
  path: 'services/cart/src/Label.java',
  patch: '@@ -1 +1 @@\n-    return "Basket";\n+    return "Cart";',
  deployed: ['2026-03-02T09:38:00Z', 'cart'],
};

describe('a change that no error names', () => {
  it('is blamed hours later for what fills up, over the newer one that does nothing of the kind', async () => {
    const { suspectChange, category, rootCause } = await judged([leak, harmless], slow);
    expect(suspectChange?.sha).toBe(leak.letter.repeat(40));
    expect(category).toBe('code-defect');
    expect(rootCause).toContain('only grows');
  });

  it('is not blamed because it came last, where nothing connects it', async () => {
    expect(await judged([harmless], slow)).not.toHaveProperty('suspectChange');
  });

  it('is not told from another that fits as well', async () => {
    const twin = { ...leak, letter: 'c', path: 'services/cart/src/Other.java' };
    expect(await judged([leak, twin], slow)).not.toHaveProperty('suspectChange');
  });

  it('is taken up from a folder that all share with the deployment of the one who calls', async () => {
    const refused: Partial<Finding> = {
      id: 'refused',
      category: 'credentials-invalid',
      object: 'aws:cloudwatch/cart',
      title: 'cart: rejected credentials, http_401_ratio rose from 0 to 0.8',
      evidence: ['401 from web-gateway: no claim in X-Acme-Claim'],
    };
    const shared: Told = {
      letter: 'd',
      at: '2026-03-02T07:00:00Z',
      path: 'libs/forwarding/copy.go',
      patch:
        '@@ -1,2 +1,2 @@\n-\tfor name, values := range in.Header {\n+\tfor _, name := range []string{"Authorization"} {',
    };
    const carrier: Told = {
      ...harmless,
      path: 'services/web-gateway/title.go',
      deployed: ['2026-03-02T09:37:00Z', 'web-gateway'],
    };
    const { suspectChange, category } = await judged([shared, carrier], refused);
    expect(suspectChange?.sha).toBe(sha('d'));
    expect(category).toBe('code-defect');
  });

  it('is not blamed for more requests, which come from those who call', async () => {
    const surge: Partial<Finding> = {
      id: 'surge',
      category: 'traffic-surge',
      severity: 'critical',
      object: 'aws:cloudwatch/cart',
      title: 'cart: traffic surge, request_rate_rps rose from 200 to 3000',
      evidence: ['request_rate_rps Service=cart: last 3000, before 200 (15x)'],
    };
    const limit = { ...harmless, patch: "@@ -1 +1 @@\n-json({ limit: '64kb' })\n+json({ limit: '256kb' })" };
    expect(await judged([limit], surge)).not.toHaveProperty('suspectChange');
  });
});
