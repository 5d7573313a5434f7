import { describe, expect, it } from '@jest/globals';
import { briefingText } from '../../../../activities/models/anthropic/briefing.ts';
import { leadsText } from '../../../../activities/models/anthropic/leads.ts';
import { hypothesesTool, submitTool } from '../../../../activities/models/anthropic/own-tools.ts';
import { systemPrompt } from '../../../../activities/models/anthropic/system-prompt.ts';
import { finding, result, scope } from '../transcripts.ts';

describe('what the model is told', () => {
  it('reads as advice to an engineer on call', () => {
    expect(systemPrompt).toMatchSnapshot();
  });

  it('begins with the question, the scope and the first look', () => {
    const text = briefingText({
      kind: 'briefing',
      question: 'why is cart failing?',
      alert: '{"alertname":"CartErrors"}',
      earlier: 'The pods restarted.',
      scope: {
        ...scope,
        accounts: [{ account: '111122223333', regions: ['eu-west-1'] }],
        log_groups: ['/aws/ecs/cart'],
        runningCommit: '4f2a9c1',
        notChecked: ['list pods in payments: forbidden'],
      },
      firstLook: [
        result('first-1', 'k8s_triage', '2 of 3 pods of Deployment/shop/cart are not ready'),
        result('first-2', 'aws_triage', 'AccessDenied', {
          isError: true,
          error: { code: 'forbidden', retryable: false },
        }),
      ],
    });
    expect(text).toMatchSnapshot();
  });

  it('says that a service does not exist, and that a window lies in the past', () => {
    const text = briefingText({
      kind: 'briefing',
      question: 'what happened to card yesterday?',
      scope: {
        ...scope,
        now: '2026-03-03T10:00:00Z',
        unknownService: { name: 'card', nearest: ['cart', 'card'] },
      },
      firstLook: [],
    });
    expect(text).toContain('The service that was asked about exists nowhere in reach. Say so; do not call it healthy.');
    expect(text).toContain('Exists nowhere: card\nThe nearest names that exist: cart, card\n');
    expect(text).toContain('It lies in the past');
  });

  it('is offered what rules make of the first look, as leads with their calls and not as the answer', () => {
    const firstLook = [
      result('first-1', 'k8s_triage', 'Failed to pull image "cart:v9": not found', {
        findings: [
          finding({ since: '2026-03-02T09:41:00Z' }),
          finding({
            id: 'probe',
            object: 'Pod/shop/cart-1',
            title: 'the probe fails',
            category: 'probe-failing',
            severity: 'warning',
            causedBy: 'image-not-found:Deployment/shop/cart',
          }),
        ],
      }),
    ];
    const briefing = { kind: 'briefing', question: 'why is cart failing?', scope, firstLook } as const;
    const text = briefingText({ ...briefing, firstLook, leads: leadsText({ ...briefing, firstLook }) });
    expect(text.slice(text.indexOf('# Leads'))).toMatchSnapshot();
  });

  it('is offered no more leads than fit, and none where nothing was found', () => {
    const many = Array.from({ length: 60 }, (_, at) => finding({ id: `f${at}`, object: `Deployment/shop/cart-${at}` }));
    const firstLook = [
      result('first-1', 'k8s_triage', 'Failed to pull image "cart:v9": not found', { findings: many }),
    ];
    const briefing = { kind: 'briefing', question: 'why is cart failing?', scope } as const;
    const text = leadsText({ ...briefing, firstLook });
    expect(text.length).toBeLessThan(2_000);
    expect(text).toMatch(/and \d+ more in the first look$/);
    expect(leadsText({ ...briefing, firstLook: [result('first-1', 'k8s_triage', 'all is well')] })).toBe('');
  });

  it('is given a tool for its board', () => {
    expect(hypothesesTool(true)).toMatchSnapshot();
  });

  it('is given a tool to submit by', () => {
    expect(submitTool(true)).toMatchSnapshot();
  });
});
