import type { Message } from '../../../workflows/activities.ts';
import { lead, report, scope } from './messages.ts';

const hostile = '<!channel> & <@U1> ``` *b* <https://evil.example|click>';
const long = `${hostile} `.repeat(200);
export const many = (n: number, s = long) => Array.from({ length: n }, () => s);

/** Each kind of message with every field far beyond what Slack takes, and full of what must not work there. */
export const overfull: Message[] = [
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
