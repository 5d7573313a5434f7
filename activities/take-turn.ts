import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { redact } from '../mcp-servers/runtime/redact.ts';
import type { TurnInput, TurnResult } from '../workflows/contract.ts';
import { heartbeating } from './heartbeat.ts';
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
 * The activity `takeTurn`: one turn of the model that the run asks for, or a typed failure that says what to do. A server
 * that reads a long prompt may send nothing for long: the heartbeat says only that this worker lives, and the model's own
 * stall limit decides whether the turn does.
 */
export function createTakeTurn({
  models,
  definitions,
  instructions = async () => [],
}: TakeTurnOptions): (input: TurnInput) => Promise<TurnResult> {
  return (input) =>
    heartbeating(async (signal) => {
      const context = Context.current();
      try {
        const model = modelFor(input.model, models);
        const offered = offeredTools(await definitions(), input.tools);
        const request = { ...input, definitions: offered, instructions: await instructions() };
        return await model.turn(request, { signal, heartbeat: (detail) => context.heartbeat(detail) });
      } catch (error) {
        throw error instanceof ModelFailure ? applicationFailure(error) : error;
      }
    });
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
    // A delay of nothing would tell the server not to retry at all.
    nextRetryDelay: failure.retryAfterMs === undefined ? undefined : Math.max(1, failure.retryAfterMs),
  });
}
