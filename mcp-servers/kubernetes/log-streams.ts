import { nearest } from '../runtime/nearest.ts';
import { ToolError } from '../runtime/tool-error.ts';
import type { LogQuestion } from './log-targets.ts';
import type { ContainerStatus, Pod } from './objects.ts';

export interface Stream {
  pod: Pod;
  container: string;
  previous: boolean;
}

/**
 * Which containers to read: the one that is named, else the one that fails, else the pod's default container. Of one that
 * was restarted and is not ready, the run before is read too.
 */
export function streamsOf(pod: Pod, { container, previous }: LogQuestion): { streams: Stream[]; skipped: string[] } {
  const names = [...(pod.spec?.initContainers ?? []), ...(pod.spec?.containers ?? [])].map((c) => c.name);
  if (container && !names.includes(container)) {
    const close = nearest(container, names);
    throw new ToolError('not_found', `pod ${pod.metadata.name} has no container '${container}'`, {
      hint: `${close.length > 0 ? 'nearest' : 'it has'}: ${(close.length > 0 ? close : names).join(', ')}`,
    });
  }
  const statuses = new Map(
    [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])].map((s) => [s.name, s]),
  );
  const chosen = container ?? automatic(pod, statuses);
  const status = statuses.get(chosen);
  const crashed = (status?.restartCount ?? 0) > 0 && !status?.ready;
  const skipped = container ? [] : names.filter((name) => name !== chosen);
  const streams: Stream[] = [];
  if (previous ?? crashed) streams.push({ pod, container: chosen, previous: true });
  // While a container waits for its next start, its current log is that of the run before.
  const same = previous === undefined && crashed && status?.state?.waiting !== undefined;
  if (previous !== true && !same) streams.push({ pod, container: chosen, previous: false });
  return { streams, skipped };
}

function automatic(pod: Pod, statuses: Map<string, ContainerStatus>): string {
  const main = pod.spec?.containers ?? [];
  const init = (pod.spec?.initContainers ?? []).find((c) => {
    const state = statuses.get(c.name)?.state;
    return state?.waiting?.reason === 'CrashLoopBackOff' || (state?.terminated?.exitCode ?? 0) !== 0;
  });
  if (init) return init.name;
  const failing = main.find((c) => {
    const status = statuses.get(c.name);
    return status !== undefined && !status.ready && (status.restartCount > 0 || status.state?.terminated !== undefined);
  });
  const preferred = pod.metadata.annotations?.['kubectl.kubernetes.io/default-container'];
  const known = main.find((c) => c.name === preferred);
  return failing?.name ?? known?.name ?? main[0]?.name ?? '';
}
