import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { bundleWorkflows } from '../../worker/bundle-workflows.ts';
import { packageRoot } from '../../worker/package-root.ts';
import { startTemporal } from '../temporal-server.ts';
import { startRunning } from '../workflows/start-running.ts';
import { continueEarly, scenarios } from './scenarios.ts';

/** `npm run histories [-- NAME...]`: runs each scenario anew and keeps its history. Look at the difference before you commit it. */
const caseDir = join(packageRoot(), 'test', 'cases', 'healthy');
const bundle = await bundleWorkflows();
const wanted = process.argv.slice(2);
for (const { name, servers, run } of scenarios) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const temporal = await startTemporal({ settings: name === 'continued-as-new' ? [continueEarly] : [] });
  try {
    const { running, end } = await startRunning({ caseDir, quick: true, ...(servers && { servers }) }, temporal, bundle);
    try {
      const { workflowId, runId } = await run(running);
      const history = await running.client.workflow.getHandle(workflowId, runId).fetchHistory();
      const file = join(packageRoot(), 'test', 'histories', `${name}.json`);
      // Stack traces name where they were taken; nobody else's machine has such a path.
      await writeFile(file, `${historyToJSON(history).replaceAll(packageRoot(), '.')}\n`);
      console.log(`${name}: ${history.events?.length ?? 0} events`);
    } finally {
      await end();
    }
  } finally {
    await temporal.close();
  }
}
process.exit(0);
