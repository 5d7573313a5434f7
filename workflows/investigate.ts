import { ApplicationFailure, proxyActivities } from '@temporalio/workflow';
import type { Activities } from './activities.ts';
import { asked, keyOf } from './ask.ts';
import { citedIn } from './cited.ts';
import { type Block, recordHypotheses, type Submission, submitDiagnosis, type TurnResult } from './contract.ts';
import { observationOf } from './evidence.ts';
import { recorded } from './hypotheses.ts';
import { exhausted, type Investigation } from './investigation.ts';
import type { Policies } from './policies.ts';
import { judged, type ToolUse } from './submission.ts';
import { asSeenBy, fitted, sizeOf, transcriptLimit } from './transcript.ts';

const { takeTurn } = proxyActivities<Pick<Activities, 'takeTurn'>>({ startToCloseTimeout: '10m' });

export interface InvestigateOptions {
  policy: Policies;
  /** Milliseconds since the epoch, by the workflow's clock. */
  now(): number;
  /** Told before each turn and each round of calls; says what is being done. */
  onStep(activity: string): void;
  /** Awaited between turns: the moment to continue as new. */
  betweenTurns(): Promise<void>;
}

/**
 * A model turn, its tool calls in parallel, their results in the order asked, again; until the model submits a diagnosis.
 * When a budget is used up or the model goes in circles, one last turn without tools. Where that brings nothing either, it
 * is the diagnosis that was sent back for better evidence, or nothing, and `state.lastTurn` says why. Changes `state` as it
 * goes.
 */
export async function investigate(state: Investigation, options: InvestigateOptions): Promise<Submission | undefined> {
  for (;;) {
    await options.betweenTurns();
    announceLastTurn(state, options.now());
    if (state.lastTurns > 2) return state.sentBackDiagnosis;
    options.onStep(`Turn ${state.turns + 1}: thinking`);
    const turn = await nextTurn(state, options.policy);
    count(state, turn);
    const submission = await taken(state, turn, options);
    if (submission) return submission;
  }
}

function announceLastTurn(state: Investigation, now: number): void {
  const reason = state.lastTurn ?? exhausted(state, now);
  if (reason === undefined) return;
  if (state.lastTurns === 0) {
    const text = `This is the last turn: ${reason}. No tool but ${submitDiagnosis} can be called any more. Submit what the evidence supports now; what it doesn't support is inconclusive.`;
    state.transcript.push({ kind: 'note', text });
  }
  state.lastTurn = reason;
  state.lastTurns += 1;
}

async function nextTurn(state: Investigation, policy: Policies): Promise<TurnResult> {
  if (sizeOf(state.transcript) > transcriptLimit) shrink(state, transcriptLimit);
  const last = state.lastTurn !== undefined;
  // `rules` asks for what it is offered; a language model's prompt cache and thinking hang on the tools staying the same.
  const tools = last && state.model === 'rules' ? [] : state.catalogue.offered.map(({ name }) => name);
  const transcript = asSeenBy(state.model, state.transcript);
  const input = { model: state.model, transcript, tools, ...(last ? { last } : {}) };
  const summary = `Turn ${state.turns + 1}${last ? ', the last' : ''}`;
  const turn = await takeTurn.executeWithOptions({ ...policy.takeTurn, summary }, [input]);
  const [briefing] = state.transcript;
  if (turn.leads !== undefined && briefing?.kind === 'briefing') briefing.leads = turn.leads;
  return turn;
}

function shrink(state: Investigation, limit: number): void {
  state.transcript = [...fitted(state.transcript, limit, citedIn(state)), { kind: 'compacted' }];
}

function count(state: Investigation, { usage, usd, model }: TurnResult): void {
  state.turns += 1;
  state.answeredBy = model;
  state.usage.inputTokens += usage.inputTokens;
  state.usage.outputTokens += usage.outputTokens;
  state.usage.cacheReadTokens += usage.cacheReadTokens;
  state.usage.cacheWriteTokens += usage.cacheWriteTokens;
  if (usd !== undefined) state.usd = (state.usd ?? 0) + usd;
}

/** Every stop reason, handled. */
async function taken(
  state: Investigation,
  turn: TurnResult,
  options: InvestigateOptions,
): Promise<Submission | undefined> {
  const content = withOwnIds(turn.content, state.turns);
  if (turn.stop === 'refusal') {
    throw ApplicationFailure.nonRetryable('The model declined to go on with this investigation.', 'ModelRefused');
  }
  if (turn.stop === 'context_full') return compact(state);
  if (content.length > 0) state.transcript.push({ kind: 'turn', content });
  if (turn.stop === 'pause_turn' && content.length > 0) return undefined;
  const uses = content.filter(isToolUse);
  if (uses.length > 0) return answered(state, uses, options);
  idle(state, turn.stop);
  return undefined;
}

function compact(state: Investigation): undefined {
  state.compactions += 1;
  const size = sizeOf(state.transcript);
  // Once is enough where uncited results can go; what has to be cut a second time is cut harder.
  shrink(state, size * (state.compactions === 1 ? 0.9 : 0.5));
  const shrunk = sizeOf(state.transcript) <= size * 0.9 && state.compactions <= 5;
  if (!shrunk && state.transcript.some((entry) => entry.kind === 'turn')) {
    state.lastTurn = "what was read no longer fits the model's context window";
    state.lastTurns = 2;
  } else if (!shrunk) {
    throw ApplicationFailure.nonRetryable(
      "The question and its first look don't fit the model's context window.",
      'ModelContextTooSmall',
    );
    // A turn that was not read is not the last one.
  } else if (state.lastTurns > 0) state.lastTurns -= 1;
  return undefined;
}

function idle(state: Investigation, stop: TurnResult['stop']): void {
  const how = state.lastTurn === undefined ? 'Submit it, or call a tool.' : 'Submit it now.';
  const text =
    stop === 'max_tokens'
      ? 'Your answer was cut off at its token limit. Go on, more briefly.'
      : `An answer counts only when it is submitted through ${submitDiagnosis}. ${how}`;
  state.transcript.push({ kind: 'note', text });
  stalled(state);
}

/** Calls in parallel, results in the order asked. */
async function answered(
  state: Investigation,
  uses: ToolUse[],
  options: InvestigateOptions,
): Promise<Submission | undefined> {
  const boards = uses.filter((use) => use.name === recordHypotheses);
  const own = new Map(boards.map((use) => [use.id, recorded(state, use, options.now())]));
  const judgements = uses.filter((use) => use.name === submitDiagnosis).map((use) => judged(state, use, options.now()));
  const accepted = judgements.find((judgement) => 'submission' in judgement);
  if (accepted) return accepted.submission;
  for (const judgement of judgements) if ('back' in judgement) own.set(judgement.back.callId, judgement.back);
  const calls = uses.filter((use) => !own.has(use.id));
  const step = [...calls, ...boards].map((use) => use.name).join(', ');
  if (step !== '') options.onStep(`Turn ${state.turns}: ${step}`);
  const before = new Set(Object.keys(state.asked));
  const results = await Promise.all(uses.map((use) => own.get(use.id) ?? asked(state, use, options)));
  const made = new Set(Object.values(state.asked));
  for (const result of results) {
    // What we answer ourselves is no evidence: a model could quote its own words from it.
    if (made.has(result.callId)) state.observations[result.callId] ??= observationOf(result, options.now());
  }
  state.transcript.push({ kind: 'results', results });
  const asksAgain = calls.length > 0 && calls.every((use) => before.has(keyOf(use)));
  if (calls.length > 0) state.repeats = asksAgain ? state.repeats + 1 : 0;
  const invalid = results.every((result) => result.isError && result.error?.code === 'invalid_arguments');
  state.malformed = invalid ? state.malformed + 1 : 0;
  if (boards.length === uses.length) stalled(state);
  else state.idle = 0;
  return undefined;
}

/** A turn that asks for nothing is answered, and three in a row are the end of asking. */
function stalled(state: Investigation): void {
  state.idle += 1;
  if (state.idle >= 3) state.lastTurn ??= 'three turns in a row asked for nothing';
}

/** Ids of our own: short enough to be cited, and unique where a server repeats its own in every turn. */
function withOwnIds(content: Block[], turn: number): Block[] {
  let calls = 0;
  return content.map((block) => (block.type === 'tool_use' ? { ...block, id: `t${turn}c${++calls}` } : block));
}

const isToolUse = (block: Block): block is ToolUse => block.type === 'tool_use';
