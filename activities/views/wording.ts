import type { Message } from '../../workflows/activities.ts';
import type { Diagnosis, Finding, Stage } from '../../workflows/contract.ts';

/** The words of the messages, in one place. Emoji are Slack's names. */

type Progress = Extract<Message, { kind: 'progress' }>;

export const progressTitle: Record<Exclude<Progress['stage'], 'closed'>, string> = {
  started: ':mag: *Investigating.* Working out where to look.',
  scoped: ':mag: *Investigating.* Taking a first look.',
  looked: ':mag: *Investigating.* First look taken, following what it showed.',
  investigating: ':mag: *Investigating.*',
};

export const closedTitle: Record<NonNullable<Progress['outcome']>, string> = {
  answered: ':white_check_mark: *Investigation finished.* The diagnosis is below.',
  failed: ':x: *Investigation failed.* What happened and what had been found is below.',
  stopped: ':black_square_for_stop: *Investigation stopped.* What had been found is below.',
};

export const leadsTitle = 'Seen, not yet as the cause';
export const inferredTitle = 'Inferred, not configured';
export const notCheckedTitle = 'Not checked';

export const verdictTitle: Record<Diagnosis['verdict'], string> = {
  incident: ':rotating_light: Incident',
  healthy: ':large_green_circle: Healthy',
  inconclusive: ':grey_question: Inconclusive',
};

export const rulesNotice =
  ':gear: Diagnosed by the built-in investigator `rules`, without a language model: it joins and ranks what the servers recognised, no more.';

export const confidenceWord: Record<Diagnosis['confidence'], string> = { high: 'high', medium: 'medium', low: 'low' };

export const severityMark: Record<Finding['severity'], string> = {
  critical: ':red_circle:',
  warning: ':large_orange_circle:',
  info: ':white_circle:',
};

/** What a stage was doing, after "failed while". */
export const stageDoing: Record<Stage, string> = {
  acknowledge: 'acknowledging the question in the thread',
  scope: 'working out where to look',
  'first-look': 'taking the first look',
  investigate: 'investigating',
  check: 'checking the evidence',
  report: 'reporting the diagnosis',
};

export const sharedNote = 'Shortened: the whole is a file in this thread.';
export const unverifiedCommand = 'Unverified command: read it before you run it.';
export const nothingFound = 'Nothing had been found before it.';
