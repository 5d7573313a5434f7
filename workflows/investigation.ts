import type { Settings } from './activities.ts';
import { citedIn } from './cited.ts';
import type {
  DiagnoseRequest,
  Entry,
  Hypothesis,
  Limits,
  Scope,
  Submission,
  ToolCatalogue,
  ToolResult,
  Usage,
} from './contract.ts';
import { type Observation, observationOf } from './evidence.ts';

/** Everything an investigation knows; plain data, so that it can be carried across continue-as-new. */
export interface Investigation {
  request: DiagnoseRequest;
  model: string;
  limits: Limits;
  catalogue: ToolCatalogue;
  scope: Scope;
  /** Milliseconds since the epoch, of the first run. */
  startedAt: number;
  firstLook: ToolResult[];
  transcript: Entry[];
  /** What quotes are checked against, by call id. */
  observations: Record<string, Observation>;
  /** The call that first asked each thing, by tool and arguments. */
  asked: Record<string, string>;
  /** The board, as the model last recorded it; nothing before it did. */
  hypotheses?: Hypothesis[];
  turns: number;
  toolCalls: number;
  usage: Usage;
  usd?: number;
  /** How the model names itself. */
  answeredBy: string;
  /** Consecutive turns that asked nothing new, were malformed, or ended without a call. */
  repeats: number;
  malformed: number;
  idle: number;
  compactions: number;
  /** Why the model was told that its turn is the last one. */
  lastTurn?: string;
  lastTurns: number;
  /** A diagnosis went back once for better evidence. */
  sentBack: boolean;
  /** That diagnosis, taken where nothing better comes. */
  sentBackDiagnosis?: Submission;
}

export function begun(
  from: Pick<Investigation, 'request' | 'catalogue' | 'scope' | 'startedAt' | 'firstLook'> & { settings: Settings },
  now: number,
): Investigation {
  const { request, catalogue, scope, startedAt, firstLook, settings } = from;
  const briefing: Entry = {
    kind: 'briefing',
    question: request.question,
    ...(request.alert ? { alert: JSON.stringify(request.alert) } : {}),
    ...(request.earlier?.summary ? { earlier: request.earlier.summary } : {}),
    scope,
    firstLook,
  };
  return {
    request,
    model: request.model ?? settings.model,
    limits: { ...settings.limits, ...request.limits },
    catalogue,
    scope,
    startedAt,
    firstLook,
    transcript: [briefing],
    observations: Object.fromEntries(firstLook.map((result) => [result.callId, observationOf(result, now)])),
    asked: {},
    turns: 0,
    toolCalls: firstLook.length,
    usage: { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 },
    answeredBy: request.model ?? settings.model,
    repeats: 0,
    malformed: 0,
    idle: 0,
    compactions: 0,
    lastTurns: 0,
    sentBack: false,
  };
}

/**
 * The state that a continued run starts with, under 1 MB: observations whose results left the transcript and that nothing
 * cites are dropped, since no model can quote them any more; then the largest, cited ones last.
 */
export function carried(state: Investigation, limit = 900_000): Investigation {
  const quotable = new Set(
    state.transcript.flatMap((entry) => (entry.kind === 'results' ? entry.results.map((r) => r.callId) : [])),
  );
  for (const result of state.firstLook) quotable.add(result.callId);
  const observations = Object.fromEntries(Object.entries(state.observations).filter(([id]) => quotable.has(id)));
  const slim = { ...state, observations };
  if (JSON.stringify(slim).length <= limit) return slim;
  const text = (id: string) => observations[id]?.text.length ?? 0;
  const cited = citedIn(state);
  const largest = Object.keys(observations).sort(
    (a, b) => Number(cited.has(a)) - Number(cited.has(b)) || text(b) - text(a),
  );
  for (const id of largest) {
    if (JSON.stringify(slim).length <= limit) break;
    delete observations[id];
  }
  return slim;
}

/** Which budget is used up, in words for the model and the report; nothing where there is room. */
export function exhausted(state: Investigation, now: number): string | undefined {
  const { limits, usage } = state;
  if (now - state.startedAt >= limits.softDeadlineMs) return 'the time for this investigation is over';
  if (state.turns >= limits.turns - 1) return `the ${limits.turns} turns are used up`;
  if (state.toolCalls >= limits.toolCalls) return `the ${limits.toolCalls} tool calls are used up`;
  if (usage.inputTokens + usage.outputTokens + usage.cacheReadTokens + usage.cacheWriteTokens >= limits.tokens) {
    return `the ${limits.tokens} tokens are used up`;
  }
  if (limits.usd !== undefined && (state.usd ?? 0) >= limits.usd) return `the budget of ${limits.usd} USD is used up`;
  if (state.repeats >= 2) return 'the same calls were made again and again';
  if (state.malformed >= 3) return 'three turns in a row held no valid tool call';
  return undefined;
}
