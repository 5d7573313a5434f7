import { describe, expect, it } from '@jest/globals';
import { issueBody, issueTitle } from '../../../activities/views/issue-markdown.ts';
import { viewOf } from '../../../activities/views/view.ts';
import { issueAction, issueButtonSchema, type OpenIssueRequest } from '../../../workflows/contract.ts';
import { report, run, scope } from './messages.ts';
import { shown } from './shown.ts';

const thread = { team: 'T1', channel: 'C1', ts: '1750000000.000100' };
const investigation = { workflowId: run.workflowId, runId: run.runId, repository: 'acme/cart' };
const request: OpenIssueRequest = { investigation, diagnosis: report, thread, by: 'maria' };

describe('the issue of a diagnosis', () => {
  it('reads whole', () => {
    expect(issueTitle(report)).toBe(
      'Incident: out-of-memory: Deployment/shop/cart is killed at its limit of 256Mi since the cache was made unbounded.',
    );
    expect(issueBody(request)).toMatchInlineSnapshot(`
"**Incident**: out-of-memory, confidence high, as of 2026-06-15T22:30:00Z

### Root cause

Deployment/shop/cart is killed at its limit of 256Mi since the cache was made unbounded.

Cart answers 502 since 00:11. Its container is killed for memory once a minute.

### Faulty objects

- \`Deployment/shop/cart\`
- \`github:acme/cart\`

### Suspect change

acme/cart@3f1c9a7be0d2445566778899aabbccddeeff0011: it removes the bound of the price cache

### Next steps

1. Roll back
   \`\`\`
   kubectl -n shop rollout undo deployment/cart
   \`\`\`
   Unverified command: read it before you run it.
2. Or start over
   \`\`\`
   kubectl -n shop delete deployment cart
   \`\`\`
   **Destructive: deletes cluster objects.** Unverified command: read it before you run it.
3. Bound the cache

### Evidence

- the container was killed for memory (verified, observed 2026-06-15T22:30:00Z)
   \`\`\`
   Last State: Terminated Reason: OOMKilled
   \`\`\`
- traffic did not grow (**unverified**)
   \`\`\`
   rps 41 -> 40
   \`\`\`

### Timeline

- 2026-06-15T22:05:00Z revision 12 rolled out

### Ruled out

- a surge of traffic: requests per second are flat

### Not checked

- CloudWatch alarms: cloudwatch:DescribeAlarms is denied

---

Opened by maria from [the thread in Slack](https://slack.com/app_redirect?team=T1&channel=C1&message_ts=1750000000.000100). Diagnosed by \`claude-opus-4-8\` in the investigation \`diagnose-T1-C1-1750000000.000100\`."
`);
  });

  it('gives what tools wrote no way to be Markdown or HTML', () => {
    const rootCause = '</details><img src=x> [click](https://evil.example.com) **@team** `x` \n# heading | <!-- x -->';
    const evidence = [{ claim: 'a fence', quote: '```\n![x](y)\n````', toolCallId: 'c1', verified: true }];
    const body = issueBody({ ...request, diagnosis: { ...report, rootCause, evidence } });
    expect(body).toContain(
      '\\</details\\>\\<img src=x\\> \\[click\\](https:\u200b//evil.example.com) \\*\\*@team\\*\\* \\`x\\` \\# heading \\| \\<\\!-- x --\\>',
    );
    expect(body).toContain('   `````\n   ```\n   ![x](y)\n   ````\n   `````');
  });
});

describe('the button under a diagnosis', () => {
  const buttonOf = (diagnosis: typeof report, where = scope, issues = true) => {
    const message = { kind: 'diagnosis' as const, question: 'why?', scope: where, diagnosis };
    const { blocks } = viewOf({ message, run }, { issues });
    const [button] = blocks.flatMap((block) => (block.type === 'actions' ? block.elements : []));
    return button?.type === 'button' && button.action_id === issueAction
      ? issueButtonSchema.parse(JSON.parse(button.value ?? '')).repository
      : undefined;
  };

  it('is for the repository of the suspect change, else the first of the scope', () => {
    const { suspectChange: _, ...unsuspected } = report;
    expect(buttonOf(report)).toBe('acme/cart');
    expect(buttonOf(unsuspected, { ...scope, repositories: [{ repository: 'acme/infra' }] })).toBe('acme/infra');
    expect(buttonOf(unsuspected, { ...scope, repositories: [] })).toBeUndefined();
  });

  it('is not there where all is well, nor where it is switched off', () => {
    expect(buttonOf({ ...report, verdict: 'healthy' })).toBeUndefined();
    expect(buttonOf(report, scope, false)).toBeUndefined();
  });
});

describe('what the thread hears', () => {
  it('is the link, and for whom', () => {
    const issue = { repository: 'acme/cart', number: 7, url: 'https://github.com/acme/cart/issues/7', created: true };
    expect(shown(viewOf({ message: { kind: 'issue', issue, by: 'maria' }, run }))).toBe(
      ':memo: <https://github.com/acme/cart/issues/7|acme/cart#7> opened for maria',
    );
    expect(shown(viewOf({ message: { kind: 'issue', issue: { ...issue, created: false }, by: 'maria' }, run }))).toBe(
      ':memo: <https://github.com/acme/cart/issues/7|acme/cart#7> was opened already; asked for by maria',
    );
  });

  it('is what failed, and how to go on', () => {
    const reason = 'forbidden: GitHub does not permit an issue in acme/cart <!channel>';
    const message = { kind: 'issue-failed' as const, repository: 'acme/cart', reason, by: 'maria' };
    expect(shown(viewOf({ message, run }))).toMatchInlineSnapshot(`
":x: *No issue was opened in acme/cart*, which maria asked for.
forbidden: GitHub does not permit an issue in acme/cart &lt;!channel&gt;

(Click again when that is cured: it is opened once. · <https://temporal.example.com/namespaces/default/workflows/w1/r1|See the run>)"
`);
  });
});
