import { describe, expect, it } from '@jest/globals';
import { viewOf } from '../../../activities/views/view.ts';
import type { Setback } from '../../../workflows/contract.ts';
import { run, scope } from './messages.ts';
import { shown } from './shown.ts';

const setback: Setback = {
  stage: 'investigate',
  type: 'ModelUnauthorized',
  message: 'the model refused the key (401)',
  found: ['Deployment/shop/cart is killed at its limit of 256Mi'],
  tryAgain: 'Mention me again in this thread, or ask for a diagnosis without a model.',
};
const question = 'why is cart failing?';

describe('the error message', () => {
  it('says what failed at which stage, what had been found, and how to go on', () => {
    expect(shown(viewOf({ message: { kind: 'error', question, setback, scope }, run }))).toMatchInlineSnapshot(`
":x: *No diagnosis: it failed while investigating.*
> why is cart failing?

\`ModelUnauthorized\` the model refused the key (401)

*Found before it*
• Deployment/shop/cart is killed at its limit of 256Mi

*To try again* Mention me again in this thread, or ask for a diagnosis without a model.

(<https://temporal.example.com/namespaces/default/workflows/w1/r1|See the run>)"
`);
  });

  it('says that a person stopped it, and that nothing had been found', () => {
    const stopped: Setback = { ...setback, type: 'Stopped', message: 'stopped by <@U1>', found: [], stage: 'scope' };
    expect(shown(viewOf({ message: { kind: 'error', question, setback: stopped }, run }))).toMatchInlineSnapshot(`
":black_square_for_stop: *Stopped* while working out where to look.
> why is cart failing?

\`Stopped\` stopped by &lt;@U1&gt;

Nothing had been found before it.

*To try again* Mention me again in this thread, or ask for a diagnosis without a model.

(<https://temporal.example.com/namespaces/default/workflows/w1/r1|See the run>)"
`);
  });
});

describe('the notice in the errors’ channel', () => {
  const thread = { team: 'T1', channel: 'C1', ts: '1750000000.000100' };

  it('leads to the thread and the run', () => {
    const message = { kind: 'error-notice', question, setback, thread, fingerprint: 'f' } as const;
    expect(shown(viewOf({ message, run }))).toMatchInlineSnapshot(`
":x: *An investigation failed* while investigating.
\`ModelUnauthorized\` the model refused the key (401)
> why is cart failing?

(<https://slack.com/app_redirect?team=T1&channel=C1&message_ts=1750000000.000100|the thread> in <#C1> · <https://temporal.example.com/namespaces/default/workflows/w1/r1|the run>)"
`);
  });

  it('counts equal failures', () => {
    const message = { kind: 'error-notice', question, setback, fingerprint: 'f' } as const;
    expect(shown(viewOf({ message, run }, { count: 3 }))).toContain(
      ':x: *An investigation failed 3 times within ten minutes* while investigating.',
    );
  });
});
