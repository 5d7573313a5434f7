import { afterAll, afterEach, beforeAll, expect } from '@jest/globals';
import type { Client, WorkflowHandle } from '@temporalio/client';
import { bundleWorkflows } from '../../worker/bundle-workflows.ts';
import { type DiagnoseRequest, taskQueue, workflowType } from '../../workflows/contract.ts';
import { type Estate, startEstate } from '../estate/index.ts';
import type { SlackMessage } from '../estate/slack/system.ts';
import { type Product, startProduct } from '../product.ts';
import { productEnvironment } from '../product-environment.ts';
import { quickMcpConfig } from '../quick-product.ts';
import { startTemporal, type TemporalServer, type TemporalServerOptions } from '../temporal-server.ts';

export interface Investigated {
  handle: WorkflowHandle;
  /** The thread's root. */
  ts: string;
  workflowId: string;
}

export interface Running {
  estate: Estate;
  temporal: TemporalServer;
  client: Client;
  env: Record<string, string>;
  product: Product;
  /** A person asks in the incidents channel; the run is started directly, without the trigger. */
  ask(request?: Partial<DiagnoseRequest>): Promise<Investigated>;
  /** What the bot wrote in the thread, edits applied. */
  answers(run: Investigated): SlackMessage[];
  /** What the bot wrote in the errors' channel. */
  notices(): SlackMessage[];
}

interface Options {
  caseDir: string;
  /** `scripted` by default. */
  model?: string;
  /** The fixture's one quick server instead of the product's three. */
  quick?: boolean;
  /** Further entries of mcp.json beside the quick server; `quick: null` takes that away. */
  servers?: Record<string, unknown>;
  env?: Record<string, string>;
  temporal?: TemporalServerOptions;
  parts?: ('worker' | 'trigger')[];
}

/** Short enough for a test, the same policies as in production. */
const impatient = { SRE_AGENT_RETRY_INITIAL: '50ms', SRE_AGENT_RETRY_MAXIMUM: '200ms', SRE_AGENT_MODEL_ATTEMPTS: '3' };

/**
 * One Temporal server for the file, a fresh estate and product for each test that calls the returned function. Call it once,
 * at the top of a `describe`.
 */
export function running(options: Options): (more?: Partial<Options>) => Promise<Running> {
  let temporal: TemporalServer | undefined;
  let bundle: { code: string } | undefined;
  let ends: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    [temporal, bundle] = await Promise.all([startTemporal(options.temporal), bundleWorkflows()]);
  }, 60_000);

  afterEach(async () => {
    const ended = ends;
    ends = [];
    for (const end of ended) await end();
  });

  afterAll(async () => {
    await temporal?.close();
  });

  return async (more = {}) => {
    if (!temporal || !bundle) throw new Error('nothing is running yet: call it inside a test');
    const { running: started, end } = await start({ ...options, ...more }, temporal, bundle);
    ends.push(end);
    return started;
  };
}

async function start(
  { caseDir, quick, servers, env: more, model = 'scripted', parts = ['worker'] }: Options,
  temporal: TemporalServer,
  workflowBundle: { code: string },
): Promise<{ running: Running; end(): Promise<void> }> {
  const estate = await startEstate({ caseDir });
  const config = quick ? await quickMcpConfig(0, servers) : undefined;
  const { env, remove } = await productEnvironment({
    estate,
    temporal,
    model,
    more: { ...impatient, LOG_LEVEL: 'error', ...(config ? { SRE_AGENT_MCP_CONFIG: config.file } : {}), ...more },
  });
  const product = await startProduct({ env, workflowBundle, parts });
  const { channel } = estate.incident;
  const byBot = (message: SlackMessage) => message.user === estate.slack.botUser;
  return {
    running: {
      estate,
      temporal,
      client: product.client,
      env,
      product,
      ask: async (request = {}) => {
        const question = request.question ?? estate.incident.request;
        const ts = estate.slack.say(question, { channel });
        const thread = { team: estate.slack.team, channel: estate.slack.channelId(channel), ts };
        const workflowId = `diagnose-${thread.team}-${thread.channel}-${ts}`;
        const args = [{ question, thread, ...request }];
        const handle = await product.client.workflow.start(workflowType, { workflowId, taskQueue, args });
        return { handle, ts, workflowId };
      },
      answers: ({ ts }) => estate.slack.thread(channel, ts).filter(byBot),
      notices: () => estate.slack.channel('site-reliability').filter(byBot),
    },
    end: async () => {
      await product.stop();
      await Promise.all([estate.close(), remove(), config?.remove()]);
      // What the estate does not know was not answered with something empty: it fails the test.
      expect(estate.journal.notServed).toEqual([]);
      expect(estate.model.invalid).toEqual([]);
    },
  };
}
