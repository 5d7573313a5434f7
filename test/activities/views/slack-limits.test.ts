import { describe, expect, it } from '@jest/globals';
import { viewOf } from '../../../activities/views/view.ts';
import type { Message } from '../../../workflows/activities.ts';
import { lead, report, run, scope } from './messages.ts';
import { shown } from './shown.ts';

const hostile = '<!channel> & <@U1> ``` *b* <https://evil.example|click>';
const long = `${hostile} `.repeat(200);
const many = (n: number, s = long) => Array.from({ length: n }, () => s);

const overfull: Message[] = [
  {
    kind: 'progress',
    question: long,
    stage: 'looked',
    scope: {
      ...scope,
      service: long,
      clusters: many(50).map((context) => ({ context, namespaces: many(50) })),
      log_groups: many(50),
      inferred: many(50),
      unknownService: { name: long, nearest: many(9) },
    },
    leads: many(9).map((title) => ({ ...lead, title, object: title })),
    notChecked: many(50),
    activity: long,
  },
  {
    kind: 'diagnosis',
    question: long,
    scope,
    diagnosis: {
      ...report,
      summary: long,
      rootCause: long,
      recheck: long,
      model: long,
      suspectChange: { repository: long, sha: 'abcdef1', url: `https://github.com/${long}`, why: long },
      faultyObjects: many(10),
      timeline: many(20).map((what) => ({ at: report.asOf, what })),
      evidence: many(20).map((s) => ({ claim: s, quote: s, toolCallId: 'c', verified: false })),
      ruledOut: many(10).map((s) => ({ hypothesis: s, why: s })),
      notChecked: many(20),
      nextSteps: many(8).map((s) => ({ what: s, command: s })),
    },
  },
  {
    kind: 'error',
    question: long,
    setback: { stage: 'report', type: long, message: long, found: many(40), tryAgain: long },
  },
  {
    kind: 'error-notice',
    question: long,
    setback: { stage: 'report', type: long, message: long, found: [], tryAgain: long },
    thread: { team: 'T1', channel: '<!here>', ts: '1.1' },
    fingerprint: 'f',
  },
];

describe.each(overfull)('an overfull $kind message', (message) => {
  const { text, blocks } = viewOf({ message, run });

  it('stays within what Slack takes', () => {
    expect(blocks.length).toBeLessThanOrEqual(50);
    expect(text.length).toBeLessThanOrEqual(4_000);
    expect(JSON.stringify(blocks).length).toBeLessThanOrEqual(15_000);
    for (const block of blocks) {
      if (block.type === 'section') expect(block.text?.text.length).toBeLessThanOrEqual(3_000);
      if (block.type === 'header') expect(block.text.text.length).toBeLessThanOrEqual(150);
    }
  });

  it('mentions nobody and links to nothing that it did not link itself', () => {
    for (const said of [text, shown({ text, blocks })]) {
      expect(said).not.toMatch(/<[!@]/);
      expect(said).not.toContain('|click>');
    }
  });

  it('keeps the way to the run', () => {
    expect(shown({ text, blocks })).toMatch(/\|(?:Follow the run|See the run|the run)>|\[Stop /);
  });

  it('closes every code block that it opens', () => {
    const fences = shown({ text, blocks }).match(/```/g) ?? [];
    expect(fences.length % 2).toBe(0);
  });
});

it('says how much of a list was left out', () => {
  const message: Message = {
    kind: 'diagnosis',
    question: 'q',
    scope,
    diagnosis: { ...report, notChecked: many(20, 'x'.repeat(290)) },
  };
  expect(shown(viewOf({ message, run }))).toContain('_… and 17 more, in the run_');
});
