import { existsSync } from 'node:fs';
import { Client, Connection, isGrpcServiceError } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { Runtime, Worker } from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';
import { z } from 'zod';
import { bundleWorkflows } from '../worker/bundle-workflows.ts';
import { issueWorkflowType, workflowType } from '../workflows/contract.ts';
import { HistoryFileError, readHistoryFile } from './history-file.ts';

/** A history that there is no replaying, and why. */
class NotReplayable extends Error {}

const started = z.object({
  workflowExecutionStartedEventAttributes: z.object({ workflowType: z.object({ name: z.string() }) }),
});

/** `npm run replay -- FILE|WORKFLOW_ID`: does today's code make the same decisions as the run in this history? */
async function main(args: string[]): Promise<number> {
  const [what, ...rest] = args;
  if (what === undefined || rest.length > 0) {
    console.error('usage: npm run replay -- FILE|WORKFLOW_ID');
    return 2;
  }
  const looksLikeFile = existsSync(what) || /[/\\]|\.json$/.test(what);
  const history = looksLikeFile ? await readHistoryFile(what) : await fetchHistory(what);
  const type = started.safeParse(history.events?.[0]).data?.workflowExecutionStartedEventAttributes.workflowType.name;
  if (type !== workflowType && type !== issueWorkflowType) {
    throw new NotReplayable(
      `${what}: ${type ? `is a run of ${type}` : 'does not begin with the start of a run'}, and ${workflowType} is what can be replayed here`,
    );
  }
  Runtime.install({ logger: { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error: console.error } });
  try {
    await Worker.runReplayHistory(
      { workflowBundle: await bundleWorkflows() },
      history,
      looksLikeFile ? undefined : what,
    );
  } catch (error) {
    if (!(error instanceof DeterminismViolationError)) throw error;
    console.log(`${what}: today's workflow decides differently: ${error.message}`);
    return 1;
  }
  console.log(`${what}: replayed, ${history.events?.length ?? 0} events; every decision is the same`);
  return 0;
}

async function fetchHistory(workflowId: string) {
  const { connectionOptions, namespace = 'default' } = loadClientConnectConfig();
  const place = `Temporal at ${connectionOptions.address ?? 'localhost:7233'} (namespace ${namespace})`;
  let connection: Connection | undefined;
  try {
    connection = await Connection.connect(connectionOptions);
    return await new Client({ connection, namespace }).workflow.getHandle(workflowId).fetchHistory();
  } catch (error) {
    const reason = isGrpcServiceError(error) ? error.details : error instanceof Error ? error.message : String(error);
    throw new NotReplayable(`${workflowId}: can't be fetched from ${place}: ${reason}`);
  } finally {
    await connection?.close();
  }
}

main(process.argv.slice(2)).then(
  (status) => process.exit(status),
  (error: unknown) => {
    const message = error instanceof Error ? error.message : String(error);
    const forPeople = error instanceof HistoryFileError || error instanceof NotReplayable;
    console.error(forPeople ? message : `The history can't be replayed: ${message}`);
    process.exit(2);
  },
);
