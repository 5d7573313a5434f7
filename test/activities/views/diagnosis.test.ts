import { describe, expect, it } from '@jest/globals';
import { viewOf } from '../../../activities/views/view.ts';
import { report, run, scope } from './messages.ts';
import { shown } from './shown.ts';

const view = (diagnosis = report) =>
  viewOf({ message: { kind: 'diagnosis', question: 'why is cart failing?', scope, diagnosis }, run });

describe('the diagnosis', () => {
  it('reads whole', () => {
    expect(shown(view())).toMatchInlineSnapshot(`
"# :rotating_light: Incident: out-of-memory

*Root cause* Deployment/shop/cart is killed at its limit of 256Mi since the cache was made unbounded.

(Confidence high · as of 16 Jun 2026 00:30 Europe/Berlin (15 Jun 2026 22:30 UTC))

Cart answers 502 since 00:11. Its container is killed for memory once a minute.

*Faulty objects*
1. \`Deployment/shop/cart\`
2. \`github:acme/cart\`

*Suspect change* <https://github.com/acme/cart/commit/3f1c9a7be0d2445566778899aabbccddeeff0011|acme/cart@3f1c9a7be0d2>
it removes the bound of the price cache

*Next steps*
1. Roll back
\`\`\`
kubectl -n shop rollout undo deployment/cart
\`\`\`
_Unverified command: read it before you run it._
2. Or start over
\`\`\`
kubectl -n shop delete deployment cart
\`\`\`
:bangbang: *Destructive: deletes cluster objects.* _Unverified command: read it before you run it._
3. Bound the cache

*Evidence*
the container was killed for memory
\`\`\`
Last State: Terminated Reason: OOMKilled
\`\`\`
:white_check_mark: verified, observed 00:30:00 (22:30:00 UTC)
traffic did not grow
\`\`\`
rps 41 -&gt; 40
\`\`\`
:warning: *unverified*, not found in what the tool returned

*Timeline*
• 00:05:00 (22:05:00 UTC) revision 12 rolled out

*Ruled out*
• a surge of traffic: requests per second are flat

*Not checked*
• CloudWatch alarms: cloudwatch:DescribeAlarms is denied

(Diagnosed by \`claude-opus-4-8\` · 6 turns, 14 tool calls · 105,456 tokens · $0.42 · 74 s · <https://temporal.example.com/namespaces/default/workflows/w1/r1|See the run>)"
`);
  });

  it('notifies with verdict and root cause', () => {
    expect(view().text).toBe(
      ':rotating_light: Incident: out-of-memory. Deployment/shop/cart is killed at its limit of 256Mi since the cache was made unbounded.',
    );
  });

  it('says in its first line that no language model was asked, where none was', () => {
    const byRules = view({ ...report, model: 'rules', usage: { ...report.usage, usd: undefined } });
    const notice =
      ':gear: Diagnosed by the built-in investigator `rules`, without a language model: it joins and ranks what the servers recognised, no more.';
    expect(byRules.text.split('\n')[0]).toBe(notice);
    expect(shown(byRules).split('\n')[0]).toBe(`(${notice})`);
    expect(shown(byRules)).toContain('Diagnosed by `rules` · 6 turns, 14 tool calls · 74 s');
  });

  it('says of a healthy system why it looked wrong, and of an open question that no cause was found', () => {
    expect(shown(view({ ...report, verdict: 'healthy', category: 'none' }))).toMatch(
      /^# :large_green_circle: Healthy\n\n\*Why it looked wrong\* Deployment/,
    );
    expect(shown(view({ ...report, verdict: 'inconclusive', category: 'unknown', rootCause: '' }))).toMatch(
      /^# :grey_question: Inconclusive: unknown\n\n\*Nearest to a cause\* not found/,
    );
  });

  it('says what a second look showed', () => {
    expect(shown(view({ ...report, recheck: 'Still killed once a minute.' }))).toContain(
      ':repeat: *Looked again* Still killed once a minute.',
    );
  });

  it('does not link to an address that is no web page', () => {
    const change = { repository: 'acme/cart', sha: '3f1c9a7', url: 'javascript:alert(1)', why: 'x' };
    expect(shown(view({ ...report, suspectChange: change }))).toContain('*Suspect change* acme/cart@3f1c9a7\n');
  });
});
