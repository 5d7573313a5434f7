import { describe, expect, it } from '@jest/globals';
import { viewOf } from '../../../activities/views/view.ts';
import type { Message } from '../../../workflows/activities.ts';
import { lead, run, scope } from './messages.ts';
import { shown } from './shown.ts';

const started: Extract<Message, { kind: 'progress' }> = {
  kind: 'progress',
  question: 'why is cart failing?',
  stage: 'started',
  leads: [],
  notChecked: [],
};

describe('the first message of a thread', () => {
  it('says at once that the investigation has started, with the run and a Stop button', () => {
    expect(shown(viewOf({ message: started, run }))).toMatchInlineSnapshot(`
":mag: *Investigating.* Working out where to look.
> why is cart failing?

(<https://temporal.example.com/namespaces/default/workflows/w1/r1|Follow the run>)

[Stop stop=diagnose-T1-C1-1750000000.000100]"
`);
  });

  it('says where it looks, what is inferred, what it saw and what it could not see', () => {
    const message: Message = {
      ...started,
      stage: 'investigating',
      scope,
      leads: [lead, { ...lead, object: 'Pod/shop/cart-1', severity: 'warning' }],
      notChecked: ['ECS: ecs:ListClusters is denied'],
      activity: 'turn 2, 5 tool calls',
    };
    expect(shown(viewOf({ message, run }))).toMatchInlineSnapshot(`
":mag: *Investigating.*
> why is cart failing?

*Where it looks*
Service: \`cart\`
Kubernetes: \`prod-eu\` (\`shop\`, \`shop-db\`)
AWS: \`111122223333\` (\`eu-central-1\`)
Log groups: \`/aws/ecs/cart\`
Repositories: \`acme/cart\` (\`services/cart\`)
Running commit: \`3f1c9a7be0d2\`
Window: 15 Jun 2026 23:30 to 16 Jun 2026 00:30 Europe/Berlin (21:30 to 22:30 UTC)
Owners: team-basket

*Inferred, not configured*
• namespace shop (label app=cart)

*Seen, not yet as the cause*
:red_circle: \`Deployment/shop/cart\` Container cart is killed at its limit of 256Mi _since 00:11:07 (22:11:07 UTC)_
:large_orange_circle: \`Pod/shop/cart-1\` Container cart is killed at its limit of 256Mi _since 00:11:07 (22:11:07 UTC)_

*Not checked*
• ECS: ecs:ListClusters is denied

(turn 2, 5 tool calls · <https://temporal.example.com/namespaces/default/workflows/w1/r1|Follow the run>)

[Stop stop=diagnose-T1-C1-1750000000.000100]"
`);
  });

  it('shows the three best findings and no more', () => {
    const text = shown(viewOf({ message: { ...started, stage: 'looked', scope, leads: Array(5).fill(lead) }, run }));
    expect(text.match(/killed at its limit/g)).toHaveLength(3);
  });

  it('says that a service exists nowhere in reach, with the nearest names', () => {
    const lost = { ...scope, service: undefined, unknownService: { name: 'crat', nearest: ['cart', 'chart'] } };
    expect(shown(viewOf({ message: { ...started, stage: 'scoped', scope: lost }, run }))).toContain(
      ':warning: Nothing named `crat` exists in what can be seen from here. The nearest names are `cart`, `chart`.',
    );
  });

  it.each([
    ['answered', ':white_check_mark: *Investigation finished.* The diagnosis is below.'],
    ['failed', ':x: *Investigation failed.* What happened and what had been found is below.'],
    ['stopped', ':black_square_for_stop: *Investigation stopped.* What had been found is below.'],
  ] as const)('loses its Stop button when it is closed: %s', (outcome, title) => {
    const closed = viewOf({ message: { ...started, stage: 'closed', outcome }, run });
    expect(shown(closed)).toBe(`${title}\n> why is cart failing?\n\n(<${run.url}|Follow the run>)`);
  });

  it('keeps the window in sight however many names are in scope', () => {
    const names = Array.from({ length: 60 }, (_, at) => `a-name-of-some-length-${at}`);
    const wide = { ...scope, log_groups: names, clusters: names.map((context) => ({ context, namespaces: names })) };
    const text = shown(viewOf({ message: { ...started, stage: 'scoped', scope: wide }, run }));
    expect(text).toContain('Window: 15 Jun 2026 23:30');
    expect(text).toMatch(/_and \d+ more_/);
  });
});
