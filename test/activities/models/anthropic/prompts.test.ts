import { describe, expect, it } from '@jest/globals';
import { briefingText } from '../../../../activities/models/anthropic/briefing.ts';
import { submitTool } from '../../../../activities/models/anthropic/submit-tool.ts';
import { systemPrompt } from '../../../../activities/models/anthropic/system-prompt.ts';
import { result, scope } from '../transcripts.ts';

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
    expect(text).toContain(
      "No service named 'card' exists anywhere in reach. The nearest names that exist: cart, card.",
    );
    expect(text).toContain('It lies in the past');
  });

  it('is given a tool to submit by', () => {
    expect(submitTool(true)).toMatchSnapshot();
  });
});
