import { ApplicationFailure, proxyActivities } from '@temporalio/workflow';
import type { Activities } from './activities.ts';
import { asked, keyOf } from './ask.ts';
import { type Block, type Submission, submissionSchema, submitDiagnosis, type TurnResult } from './contract.ts';
import { observationOf } from './evidence.ts';
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
 * When a budget is used up or the model goes in circles, one last turn without tools; where that brings nothing either,
 * nothing is returned and `state.lastTurn` says why. Changes `state` as it goes.
 */
export async function investigate(state: Investigation, options: InvestigateOptions): Promise<Submission | undefined> {
  for (;;) {
    await options.betweenTurns();
    announceLastTurn(state, options.now());
    if (state.lastTurns > 2) return undefined;
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
  if (state.lastTurn === undefined) {
    const text = `This is the last turn: ${reason}. No tool but ${submitDiagnosis} can be called any more. Submit what the evidence supports now; what it doesn't support is inconclusive.`;
    state.transcript.push({ kind: 'note', text });
  }
  state.lastTurn = reason;
  state.lastTurns += 1;
}

async function nextTurn(state: Investigation, policy: Policies): Promise<TurnResult> {
  state.transcript = fitted(state.transcript, transcriptLimit, citedIn(state));
  const tools = state.lastTurn === undefined ? state.catalogue.offered.map(({ name }) => name) : [];
  const input = { model: state.model, transcript: asSeenBy(state.model, state.transcript), tools };
  const summary = `Turn ${state.turns + 1}${state.lastTurn === undefined ? '' : ', the last'}`;
  return takeTurn.executeWithOptions({ ...policy.takeTurn, summary }, [input]);
}

/** Results that a finding of the first look or an earlier submission rests on stay in the transcript. */
function citedIn(state: Investigation): Set<string> {
  const cited = state.transcript.flatMap((entry) =>
    entry.kind === 'results' ? entry.results.filter((r) => r.findings.length > 0).map((r) => r.callId) : [],
  );
  const submitted = state.transcript.flatMap((entry) => (entry.kind === 'turn' ? entry.content : [])).filter(isToolUse);
  for (const use of submitted) {
    if (use.name !== submitDiagnosis) continue;
    const parsed = submissionSchema.safeParse(use.input);
    if (parsed.success) cited.push(...parsed.data.evidence.map((item) => item.toolCallId));
  }
  return new Set(cited);
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
  state.transcript = fitted(state.transcript, size * 0.6, new Set());
  if (sizeOf(state.transcript) > size * 0.9 || state.compactions > 5) {
    throw ApplicationFailure.nonRetryable(
      "The question and its first look don't fit the model's context window.",
      'ModelContextTooSmall',
    );
  }
  return undefined;
}

function idle(state: Investigation, stop: TurnResult['stop']): void {
  state.idle += 1;
  const text =
    stop === 'max_tokens'
      ? 'Your answer was cut off at its token limit. Go on, more briefly.'
      : `An answer counts only when it is submitted through ${submitDiagnosis}. Submit it, or call a tool.`;
  state.transcript.push({ kind: 'note', text });
  if (state.idle >= 3) state.lastTurn ??= 'three turns in a row ended without a tool call';
}

/** Calls in parallel, results in the order asked. */
async function answered(
  state: Investigation,
  uses: ToolUse[],
  options: InvestigateOptions,
): Promise<Submission | undefined> {
  state.idle = 0;
  const judgements = uses.filter((use) => use.name === submitDiagnosis).map((use) => judged(state, use, options.now()));
  const accepted = judgements.find((judgement) => 'submission' in judgement);
  if (accepted) return accepted.submission;
  const sentBack = new Map(judgements.flatMap((one) => ('back' in one ? [[one.back.callId, one.back] as const] : [])));
  const calls = uses.filter((use) => use.name !== submitDiagnosis);
  if (calls.length > 0) options.onStep(`Turn ${state.turns}: ${calls.map((use) => use.name).join(', ')}`);
  const before = new Set(Object.keys(state.asked));
  const results = await Promise.all(uses.map((use) => sentBack.get(use.id) ?? asked(state, use, options)));
  for (const result of results) {
    state.observations[result.callId] ??= observationOf(result, options.now());
  }
  state.transcript.push({ kind: 'results', results });
  const asksAgain = calls.length > 0 && calls.every((use) => before.has(keyOf(use)));
  state.repeats = asksAgain ? state.repeats + 1 : 0;
  const invalid = results.every((result) => result.isError && result.error?.code === 'invalid_arguments');
  state.malformed = invalid ? state.malformed + 1 : 0;
  return undefined;
}

/** Ids of our own: short enough to be cited, and unique where a server repeats its own in every turn. */
function withOwnIds(content: Block[], turn: number): Block[] {
  let calls = 0;
  return content.map((block) => (block.type === 'tool_use' ? { ...block, id: `t${turn}c${++calls}` } : block));
}

const isToolUse = (block: Block): block is ToolUse => block.type === 'tool_use';
