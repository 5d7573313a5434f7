import type { Client, WorkflowHandle } from '@temporalio/client';
import { type DiagnoseRequest, taskQueue, workflowType } from '../../workflows/contract.ts';
import { type Estate, startEstate } from '../estate/index.ts';
import type { SlackMessage } from '../estate/slack/system.ts';
import { type Product, startProduct } from '../product.ts';
import { productEnvironment } from '../product-environment.ts';
import { quickMcpConfig } from '../quick-product.ts';
import type { TemporalServer } from '../temporal-server.ts';

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

export interface RunningOptions {
  caseDir: string;
  /** `scripted` by default. */
  model?: string;
  /** The fixture's one quick server instead of the product's three. */
  quick?: boolean;
  /** Further entries of mcp.json beside the quick server; `quick: null` takes that away. */
  servers?: Record<string, unknown>;
  env?: Record<string, string>;
  parts?: ('worker' | 'trigger')[];
}

/** Short enough for a test, the same policies as in production. */
const impatient = { SRE_AGENT_RETRY_INITIAL: '50ms', SRE_AGENT_RETRY_MAXIMUM: '200ms', SRE_AGENT_MODEL_ATTEMPTS: '3' };

/** A fresh estate and a product that investigates in it, on a server that is there already. */
export async function startRunning(
  { caseDir, quick, servers, env: more, model = 'scripted', parts = ['worker'] }: RunningOptions,
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
    },
  };
}
