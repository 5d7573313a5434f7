import { existsSync } from 'node:fs';
import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { Runtime, Worker } from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';
import { bundleWorkflows } from '../worker/bundle-workflows.ts';
import { HistoryFileError, readHistoryFile } from './history-file.ts';

/** `npm run replay -- FILE|WORKFLOW_ID`: does today's code make the same decisions as the run in this history? */
async function main(args: string[]): Promise<number> {
  const [what, ...rest] = args;
  if (what === undefined || rest.length > 0) {
    console.error('usage: npm run replay -- FILE|WORKFLOW_ID');
    return 2;
  }
  const looksLikeFile = existsSync(what) || /[/\\]|\.json$/.test(what);
  const history = looksLikeFile ? await readHistoryFile(what) : await fetchHistory(what);
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
  const { connectionOptions, namespace } = loadClientConnectConfig();
  const connection = await Connection.connect(connectionOptions);
  try {
    return await new Client({ connection, namespace }).workflow.getHandle(workflowId).fetchHistory();
  } finally {
    await connection.close();
  }
}

main(process.argv.slice(2)).then(
  (status) => process.exit(status),
  (error: unknown) => {
    const message = error instanceof Error ? error.message : String(error);
    console.error(error instanceof HistoryFileError ? message : `The history can't be replayed: ${message}`);
    process.exit(2);
  },
);
