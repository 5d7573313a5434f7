import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { redact } from '../mcp-servers/runtime/redact.ts';
import type { TurnInput, TurnResult } from '../workflows/contract.ts';
import { type Model, ModelFailure, type ServerInstructions, type ToolDefinition } from './models/model.ts';

export interface TakeTurnOptions {
  models: {
    rules: Model;
    /** Left out where no credentials are configured. */
    anthropic?: Model;
  };
  /** Every tool that the reading servers have now; the turn's `tools` says which of them are offered. */
  definitions(): ToolDefinition[] | Promise<ToolDefinition[]>;
  /** What the servers say beside their tools. */
  instructions?(): Promise<ServerInstructions[]>;
}

/**
 * A server that reads a long prompt sends nothing for minutes, and a turn is long before it is dead: its own stall limit
 * decides about that. The heartbeat says only that this worker still lives.
 */
const heartbeatEveryMs = 5_000;

/** The activity `takeTurn`: one turn of the model that the run asks for, or a typed failure that says what to do. */
export function createTakeTurn({
  models,
  definitions,
  instructions = async () => [],
}: TakeTurnOptions): (input: TurnInput) => Promise<TurnResult> {
  return async (input) => {
    const context = Context.current();
    const signal = context.cancellationSignal;
    const heartbeat = (detail?: unknown): void => context.heartbeat(detail);
    const beating = setInterval(heartbeat, heartbeatEveryMs);
    try {
      const model = modelFor(input.model, models);
      const offered = offeredTools(await definitions(), input.tools);
      const request = { ...input, definitions: offered, instructions: await instructions() };
      return await model.turn(request, { signal, heartbeat });
    } catch (error) {
      // Clients throw errors of their own when their signal fires, and Temporal would take those for failures.
      if (signal.aborted) return await context.cancelled;
      throw error instanceof ModelFailure ? applicationFailure(error) : error;
    } finally {
      clearInterval(beating);
    }
  };
}

/** By name, so that the same tools are the same bytes of every prompt and can be read from its cache. */
function offeredTools(definitions: ToolDefinition[], names: string[]): ToolDefinition[] {
  const offered = new Set(names);
  return definitions.filter(({ name }) => offered.has(name)).sort((a, b) => (a.name < b.name ? -1 : 1));
}

function modelFor(name: string, models: TakeTurnOptions['models']): Model {
  if (name === 'rules') return models.rules;
  if (models.anthropic) return models.anthropic;
  throw new ModelFailure(
    'ModelUnauthorized',
    `The model '${name}' was asked for, and the worker has no credentials for one: set ANTHROPIC_API_KEY, or ANTHROPIC_BASE_URL for a server of your own.`,
  );
}

function applicationFailure(failure: ModelFailure): ApplicationFailure {
  return ApplicationFailure.create({
    type: failure.type,
    message: redact(failure.message),
    nonRetryable: !failure.retryable,
    nextRetryDelay: failure.retryAfterMs,
  });
}
