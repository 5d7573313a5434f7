import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { bundleWorkflows } from '../../worker/bundle-workflows.ts';
import { packageRoot } from '../../worker/package-root.ts';
import { startTemporal } from '../temporal-server.ts';
import { startRunning } from '../workflows/start-running.ts';
import { continueEarly, scenarios } from './scenarios.ts';

/** `npm run histories`: runs each scenario anew and keeps its history. Look at the difference before you commit it. */
const caseDir = join(packageRoot(), 'test', 'cases', 'healthy');
const bundle = await bundleWorkflows();
for (const { name, run } of scenarios) {
  const temporal = await startTemporal({ settings: name === 'continued-as-new' ? [continueEarly] : [] });
  try {
    const { running, end } = await startRunning({ caseDir, quick: true }, temporal, bundle);
    try {
      const { workflowId, runId } = await run(running);
      const history = await running.client.workflow.getHandle(workflowId, runId).fetchHistory();
      const file = join(packageRoot(), 'test', 'histories', `${name}.json`);
      await writeFile(file, `${historyToJSON(history)}\n`);
      console.log(`${name}: ${history.events?.length ?? 0} events`);
    } finally {
      await end();
    }
  } finally {
    await temporal.close();
  }
}
process.exit(0);
