import { readFile } from 'node:fs/promises';
import { Worker, type WorkerOptions } from '@temporalio/worker';
import { createActivities } from '../activities/index.ts';
import { createAnthropicModel } from '../activities/models/anthropic/anthropic-model.ts';
import { createRulesModel } from '../activities/models/rules/rules-model.ts';
import { createTakeTurn } from '../activities/take-turn.ts';
import type { Logger } from '../mcp-servers/runtime/log.ts';
import { slackServer } from '../mcp-servers/slack/server.ts';
import { serverTaskQueue, taskQueue } from '../workflows/contract.ts';
import { bundleFile, bundleWorkflows } from './bundle-workflows.ts';
import type { WorkerConfig } from './config.ts';
import { openMcpClients } from './mcp-clients.ts';
import { temporalConnection } from './temporal.ts';

export interface RunningWorker {
  /** Settles when the MCP servers that are processes were started, or could not be; nothing has to wait for it. */
  warm: Promise<void>;
  /** Settles when every worker has stopped; throws where one failed. */
  done: Promise<void>;
  /** Lets what is under way finish (10 s), then closes connections and servers. */
  stop(): Promise<void>;
}

interface StartOptions {
  config: WorkerConfig;
  env: Record<string, string | undefined>;
  log: Logger;
  /** Workflows bundled already, shared between workers of one process. */
  workflowBundle?: { code: string };
}

/**
 * Wires everything together: the MCP servers' clients, the models, the activities, and a worker for the workflows with
 * one more for each MCP server, so that the fleet's rate on it can be limited.
 */
export async function startWorker({ config, env, log, workflowBundle }: StartOptions): Promise<RunningWorker> {
  const { settings, services, clock, servers, serverRate } = config;
  const local = { slack: slackServer(env) };
  const clients = openMcpClients({ servers, local, clock, log });
  const takeTurn = createTakeTurn({
    models: {
      rules: createRulesModel(),
      ...(config.anthropic ? { anthropic: createAnthropicModel(config.anthropic) } : {}),
    },
    definitions: () => clients.definitions(),
    instructions: () => clients.instructions(),
  });
  const serverNames = [...Object.keys(local), ...servers.map(({ name }) => name)];
  const activities = createActivities({ settings, services, clock, tools: clients, takeTurn, issues: config.issues });
  const { connection, namespace } = await temporalConnection(env);
  // The first question finds the servers started.
  const warm = clients.warm();
  const common: WorkerOptions = { connection, namespace, taskQueue, shutdownGraceTime: '5s', shutdownForceTime: '10s' };
  const bundle = workflowBundle ?? (await prebuiltBundle(log));
  const workers = await Promise.all([
    Worker.create({ ...common, workflowBundle: bundle, activities, maxCachedWorkflows: 200 }),
    ...serverNames.map((server) =>
      Worker.create({
        ...common,
        taskQueue: serverTaskQueue(server),
        activities: { callTool: activities.callTool, createIssue: activities.createIssue },
        maxTaskQueueActivitiesPerSecond: serverRate,
      }),
    ),
  ]);
  const done = Promise.all(workers.map((worker) => worker.run())).then(() => undefined);
  log.info({ taskQueue, servers: serverNames, model: settings.model, namespace }, 'the worker is running');
  const stop = async () => {
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
    await done.catch(() => undefined);
    await clients.close();
    await connection.close();
  };
  let stopping: Promise<void> | undefined;
  return {
    warm,
    done,
    stop: () => {
      stopping ??= stop();
      return stopping;
    },
  };
}

/** What `npm run build` bundled; a worker that runs from the sources bundles those, whatever dist/ holds. */
async function prebuiltBundle(log: Logger): Promise<{ code: string }> {
  if (import.meta.filename.endsWith('.ts')) return bundleWorkflows();
  try {
    return { code: await readFile(bundleFile(), 'utf8') };
  } catch {
    log.warn('no prebuilt workflow bundle: bundling now, which takes more memory; `npm run build` makes one');
    return bundleWorkflows();
  }
}
