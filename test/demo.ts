import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { proxyEnvironment, sendThroughProxy } from '../mcp-servers/runtime/proxy.ts';
import { workflowIdOf } from '../trigger/start.ts';
import { packageRoot } from '../worker/package-root.ts';
import type { Diagnosis } from '../workflows/contract.ts';
import { startEstate } from './estate/index.ts';
import { follow } from './follow-thread.ts';
import { startProduct } from './product.ts';
import { productEnvironment } from './product-environment.ts';
import { givenTemporal, startTemporal } from './temporal-server.ts';

const usage = `usage: npm run demo -- [--once] [--case DIR] [--model rules|anthropic] [--question TEXT]

  --once           exit after the first answer: 0 if a diagnosis was posted
  --case DIR       another frozen incident, in the format of docs/case-format.md
  --model          rules (built in), or anthropic with ANTHROPIC_API_KEY or ANTHROPIC_BASE_URL set
  --question TEXT  ask this instead of the case's own question`;

interface Options {
  once: boolean;
  caseDir: string;
  model: 'rules' | 'anthropic';
  question?: string;
}

/**
 * Everything embedded: Temporal, the estate with one incident, the MCP servers, the worker and the trigger. However it
 * ends, and however early `interrupted` fires, what was started is stopped before this returns.
 */
async function demo({ once, caseDir, model, question }: Options, interrupted: AbortSignal): Promise<number> {
  const say = (line = '') => console.log(line);
  const stops: (() => unknown)[] = [];
  const up = async <T>(starting: Promise<T> | T, stop: (started: T) => unknown): Promise<T> => {
    const started = await starting;
    stops.unshift(() => stop(started));
    interrupted.throwIfAborted();
    return started;
  };
  try {
    // First, since it reads the case: a broken one is refused before anything else is started.
    const estate = await up(startEstate({ caseDir }), (served) => served.close());
    const temporal = await up(givenTemporal() ?? startTemporal({ say, signal: interrupted }), (server) =>
      server.close(),
    );
    const more = { ...variablesLike(/^TEMPORAL_/), ...(model === 'anthropic' ? anthropicVariables() : {}) };
    sendThroughProxy(more);
    const variables = { estate, temporal, model, more: { ...more, LOG_LEVEL: 'error' } };
    const { env } = await up(productEnvironment(variables), ({ remove }) => remove());
    const product = await up(startProduct({ env }), (started) => within(3_000, started.stop()));

    say(`The Slack page:   ${estate.urls.slack}`);
    say(`The Temporal UI:  ${temporal.uiUrl}`);
    say(
      model === 'rules'
        ? 'Investigating with the built-in rules, without a language model. Set ANTHROPIC_API_KEY to use one.'
        : `Investigating with a language model${env.ANTHROPIC_BASE_URL ? ` at ${env.ANTHROPIC_BASE_URL}` : ''}.`,
    );
    say();
    stops.unshift(follow(estate.slack, say));
    await orInterrupted(estate.slack.connected(), interrupted);
    const ts = await orInterrupted(estate.slack.mention(question ?? estate.incident.request), interrupted);
    const channel = estate.slack.channelId(estate.incident.channel);
    const workflowId = workflowIdOf({ team: estate.slack.team, channel, ts });
    say(`The thread:       ${estate.urls.slack}/archives/${channel}/p${ts.replace('.', '')}`);
    say(`The run:          ${temporal.uiUrl}/namespaces/${temporal.namespace}/workflows/${workflowId}`);
    say();

    const status = await orInterrupted(answer(product.client, workflowId, say, interrupted), interrupted);
    if (once) return status;
    say();
    say(`Ask more on the Slack page: ${estate.urls.slack}   (Ctrl-C ends the demo)`);
    return await orInterrupted(new Promise<never>(() => {}), interrupted);
  } catch (error) {
    if (interrupted.aborted) return 130;
    throw error;
  } finally {
    for (const stop of stops) {
      try {
        await stop();
      } catch (error) {
        // What is left is stopped all the same.
        console.error(`While ending the demo: ${error instanceof Error ? error.message : error}`);
      }
    }
  }
}

/**
 * Aborted by Ctrl-C, SIGTERM, or the terminal's end. The handlers stay, since npm hands Ctrl-C on to a program that has it
 * from the terminal already: a second one must not cut the stopping short.
 */
function untilSignalled(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => controller.abort());
  return controller.signal;
}

async function orInterrupted<T>(promise: Promise<T>, interrupted: AbortSignal): Promise<T> {
  interrupted.throwIfAborted();
  let leave = () => {};
  const gone = new Promise<never>((_, reject) => {
    leave = () => reject(interrupted.reason);
    interrupted.addEventListener('abort', leave, { once: true });
  });
  return Promise.race([promise, gone]).finally(() => interrupted.removeEventListener('abort', leave));
}

/** An investigation under way has nobody left to answer: its turn with a model isn't waited for. */
async function within(ms: number, stopping: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([stopping, late]).finally(() => clearTimeout(timer));
}

/** 0 where the run ended with a diagnosis that is in the thread, 1 where it ended in an error. */
async function answer(
  client: Awaited<ReturnType<typeof startProduct>>['client'],
  workflowId: string,
  say: (line?: string) => void,
  interrupted: AbortSignal,
): Promise<number> {
  const handle = client.workflow.getHandle(workflowId);
  for (let tries = 0; ; tries++) {
    try {
      const diagnosis: Diagnosis = await handle.result();
      say();
      say(`Done: ${diagnosis.verdict}, in ${(diagnosis.usage.elapsedMs / 1_000).toFixed(1)} s.`);
      return 0;
    } catch (error) {
      if (interrupted.aborted) throw error;
      // The mention is on its way through Slack: the run starts within a moment.
      const notStarted = error instanceof Error && error.name === 'WorkflowNotFoundError' && tries < 100;
      if (!notStarted) {
        say(`The investigation ended without a diagnosis: ${reasonOf(error)}`);
        return 1;
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

/** Temporal's client says that the execution failed; why is in what it wraps. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? reasonOf(error.cause) : error.message;
}

/** What leads to the person's own model. */
function anthropicVariables(): Record<string, string> {
  const given = variablesLike(/^(?:ANTHROPIC_|SRE_AGENT_(?:MODEL|THINKING|PRICES|MAX_)|NODE_EXTRA_CA_CERTS)/);
  // Whoever asks for a language model here does not mean the rules of a deployment whose environment is loaded.
  if (given.SRE_AGENT_MODEL === 'rules') delete given.SRE_AGENT_MODEL;
  return { ...given, ...proxyEnvironment(process.env) };
}

function variablesLike(pattern: RegExp): Record<string, string> {
  const entries = Object.entries(process.env).flatMap(([name, value]) =>
    value && pattern.test(name) ? [[name, value]] : [],
  );
  return Object.fromEntries(entries);
}

function options(): Options {
  const { values } = parseArgs({
    options: {
      once: { type: 'boolean', default: false },
      case: { type: 'string', default: join(packageRoot(), 'test', 'cases', 'pool-exhausted') },
      model: { type: 'string' },
      question: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    process.exit(0);
  }
  const { ANTHROPIC_API_KEY, ANTHROPIC_AUTH_TOKEN, ANTHROPIC_BASE_URL } = process.env;
  const reachable = Boolean(ANTHROPIC_API_KEY || ANTHROPIC_AUTH_TOKEN || ANTHROPIC_BASE_URL);
  const model = values.model ?? (reachable ? 'anthropic' : 'rules');
  if (model !== 'rules' && model !== 'anthropic') throw new Error(`--model is rules or anthropic, not '${model}'`);
  if (model === 'anthropic' && !reachable) {
    throw new Error('--model anthropic needs ANTHROPIC_API_KEY, or ANTHROPIC_BASE_URL for a server of your own');
  }
  if (values.question !== undefined && !values.question.trim()) throw new Error('--question is empty');
  return { once: values.once, caseDir: values.case, model, question: values.question };
}

let status = 2;
try {
  status = await demo(options(), untilSignalled());
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  if (error instanceof TypeError && 'code' in error) console.error(usage);
}
// A worker that was not waited for would keep the process.
process.exit(status);
