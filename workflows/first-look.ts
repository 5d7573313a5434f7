import { ApplicationFailure, proxyActivities } from '@temporalio/workflow';
import type { Activities } from './activities.ts';
import type { DiagnoseRequest, Scope, ToolCatalogue, ToolResult } from './contract.ts';
import type { Policies } from './policies.ts';
import { called } from './tool-calls.ts';

const { listTools, resolveScope } = proxyActivities<Pick<Activities, 'listTools' | 'resolveScope'>>({
  startToCloseTimeout: '60s',
});

/** Which tools there are and where to look, found side by side. Fails with `NoServerReachable` where nothing can be read. */
export async function scoped(
  request: DiagnoseRequest,
  policy: Policies,
): Promise<{ catalogue: ToolCatalogue; scope: Scope }> {
  const [catalogue, scope] = await Promise.all([
    listTools.executeWithOptions({ ...policy.listTools, summary: 'Which tools there are' }, []),
    resolveScope.executeWithOptions({ ...policy.resolveScope, summary: 'Where to look' }, [{ request }]),
  ]);
  if (catalogue.firstLook.length === 0) {
    const reasons = catalogue.unreachable.map(({ server, reason }) => `${server}: ${reason}`).join('; ');
    throw ApplicationFailure.nonRetryable(`No reading server can be reached. ${reasons}`.trim(), 'NoServerReachable');
  }
  return { catalogue, scope };
}

/** The tools that declare themselves for it, in parallel, with no model. `id` keeps a second look's calls apart. */
export function firstLook(
  catalogue: ToolCatalogue,
  { service, names = [], runningCommit, clusters, accounts, log_groups, repositories, window }: Scope,
  policy: Policies,
  id = 'first',
): Promise<ToolResult[]> {
  // The commit that runs is a name as well: it leads to its repository.
  const named = runningCommit === undefined ? names : [...names, runningCommit];
  const asked = { service, names: named, clusters, accounts, log_groups, repositories };
  const given = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
  const args = { scope: given, ...window };
  const now = () => new Date().toISOString();
  return Promise.all(
    catalogue.firstLook.map((tool, at) =>
      called({ id: `${id}-${at + 1}`, tool: tool.name, args }, tool.server, policy, now),
    ),
  );
}
