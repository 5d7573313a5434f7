import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { proxyEnvironment, sendThroughProxy } from '../mcp-servers/runtime/proxy.ts';
import { workflowIdOf } from '../trigger/start.ts';
import { packageRoot } from '../worker/package-root.ts';
import type { Diagnosis } from '../workflows/contract.ts';
import { CaseError } from './estate/case.ts';
import { startEstate } from './estate/index.ts';
import { follow } from './follow-thread.ts';
import { startProduct } from './product.ts';
import { productEnvironment } from './product-environment.ts';
import { startTemporal } from './temporal-server.ts';

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

/** Everything embedded: Temporal, the estate with one incident, the MCP servers, the worker and the trigger. */
async function demo({ once, caseDir, model, question }: Options): Promise<number> {
  const say = (line = '') => console.log(line);
  const stops: (() => Promise<void>)[] = [];
  const stopAll = async () => {
    for (const stop of stops.splice(0).reverse()) await stop();
  };
  const interrupted = new Promise<number>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve(130));
  });
  try {
    const [temporal, estate] = await Promise.all([
      startTemporal({ say }).then((server) => {
        stops.unshift(() => server.close());
        return server;
      }),
      startEstate({ caseDir }).then((served) => {
        stops.push(() => served.close());
        return served;
      }),
    ]);
    const more = model === 'anthropic' ? anthropicVariables() : {};
    sendThroughProxy(more);
    const { env, remove } = await productEnvironment({
      estate,
      temporal,
      model,
      more: { ...more, LOG_LEVEL: 'error' },
    });
    stops.push(remove);
    const product = await startProduct({ env });
    stops.push(() => product.stop());

    say(`The Slack page:   ${estate.urls.slack}`);
    say(`The Temporal UI:  ${temporal.uiUrl}`);
    say(
      model === 'rules'
        ? 'Investigating with the built-in rules, without a language model. Set ANTHROPIC_API_KEY to use one.'
        : `Investigating with a language model${env.ANTHROPIC_BASE_URL ? ` at ${env.ANTHROPIC_BASE_URL}` : ''}.`,
    );
    say();
    stops.push(async () => stopFollowing());
    const stopFollowing = follow(estate.slack, say);
    await estate.slack.connected();
    const ts = await estate.slack.mention(question ?? estate.incident.request);
    const channel = estate.slack.channelId(estate.incident.channel);
    const workflowId = workflowIdOf({ team: estate.slack.team, channel, ts });
    say(`The run:          ${temporal.uiUrl}/namespaces/${temporal.namespace}/workflows/${workflowId}`);
    say();

    const answered = answer(product.client, workflowId, say);
    if (once) return await Promise.race([answered, interrupted]);
    const first = await Promise.race([answered.then(() => undefined), interrupted]);
    if (first !== undefined) return first;
    say();
    say(`Ask more on the Slack page: ${estate.urls.slack}   (Ctrl-C ends the demo)`);
    return await interrupted;
  } finally {
    await stopAll();
  }
}

/** 0 where the run ended with a diagnosis that is in the thread, 1 where it ended in an error. */
async function answer(
  client: Awaited<ReturnType<typeof startProduct>>['client'],
  workflowId: string,
  say: (line?: string) => void,
): Promise<number> {
  const handle = client.workflow.getHandle(workflowId);
  for (let tries = 0; ; tries++) {
    try {
      const diagnosis: Diagnosis = await handle.result();
      say();
      say(`Done: ${diagnosis.verdict}, in ${(diagnosis.usage.elapsedMs / 1_000).toFixed(1)} s.`);
      return 0;
    } catch (error) {
      // The mention is on its way through Slack: the run starts within a moment.
      const notStarted = error instanceof Error && error.name === 'WorkflowNotFoundError' && tries < 100;
      if (!notStarted) {
        say(`The investigation ended without a diagnosis: ${error instanceof Error ? error.message : error}`);
        return 1;
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

/** What leads to the person's own model; the estate's scripted one is for tests. */
function anthropicVariables(): Record<string, string> {
  const given = Object.entries(process.env).flatMap(([name, value]) =>
    value && /^(?:ANTHROPIC_|SRE_AGENT_(?:MODEL|THINKING|PRICES|MAX_)|NODE_EXTRA_CA_CERTS)/.test(name)
      ? [[name, value]]
      : [],
  );
  return { ...Object.fromEntries(given), ...proxyEnvironment(process.env) };
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
  const reachable = Boolean(process.env.ANTHROPIC_API_KEY || process.env.ANTHROPIC_BASE_URL);
  const model = values.model ?? (reachable ? 'anthropic' : 'rules');
  if (model !== 'rules' && model !== 'anthropic') throw new Error(`--model is rules or anthropic, not '${model}'`);
  if (model === 'anthropic' && !reachable) {
    throw new Error('--model anthropic needs ANTHROPIC_API_KEY, or ANTHROPIC_BASE_URL for a server of your own');
  }
  if (!existsSync(values.case)) throw new CaseError(values.case, 'there is no such folder');
  return { once: values.once, caseDir: values.case, model, question: values.question };
}

try {
  process.exitCode = await demo(options());
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  if (error instanceof TypeError && 'code' in error) console.error(usage);
  process.exitCode = 2;
}
