/** Where a run is seen in the Temporal UI; without a run id it shows the latest run of that workflow. */
export function runLink(
  uiUrl: string,
  namespace: string,
  { workflowId, runId }: { workflowId: string; runId?: string },
) {
  const workflow = `${uiUrl.replace(/\/+$/, '')}/namespaces/${encodeURIComponent(namespace)}/workflows/${encodeURIComponent(workflowId)}`;
  return runId === undefined ? workflow : `${workflow}/${encodeURIComponent(runId)}/history`;
}
