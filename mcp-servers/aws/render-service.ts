import { duration } from '../runtime/window.ts';
import { changesOf, deploymentLine, strengthLine } from './findings/services.ts';
import { stopLine, whyStopped } from './findings/stopped-task.ts';
import { logGroupsOf, type ServiceView } from './look-at-service.ts';
import { shortName } from './read/paged.ts';

const mostEvents = 8;
const mostStops = 6;

/** A service, then what explains it: deployments, the newest change, stopped tasks and events, newest first. */
export function serviceLines(view: ServiceView, now: Date): string[] {
  const { service, stopped, current } = view;
  const lines = [
    `${strengthLine(service)}, ${shortName(service.taskDefinition)}, cluster ${shortName(service.clusterArn)}, ${service.launchType ?? ''}`,
  ];
  const images = (current?.containerDefinitions ?? []).map(({ name, image }) => `${name} ${image}`);
  if (images.length > 0) lines.push(`  images: ${images.join(', ')}`);
  const groups = logGroupsOf(view);
  if (groups.length > 0) lines.push(`  logs: ${groups.join(', ')}`);
  for (const deployment of service.deployments ?? [])
    lines.push(`  ${deployment.status} ${deploymentLine(deployment)}`);
  lines.push(...changesOf(view).map((change) => `  ${change}`));
  for (const task of stopped.slice(0, mostStops)) {
    const stop = whyStopped(task);
    lines.push(
      `  ${stop ? stopLine(task, stop) : `task ${shortName(task.taskArn)} stopped on purpose: ${task.stoppedReason}`}`,
    );
  }
  if (stopped.length > mostStops) lines.push(`  and ${stopped.length - mostStops} more stopped tasks`);
  for (const { createdAt, message } of (service.events ?? []).slice(0, mostEvents)) {
    const ago = createdAt === undefined ? '' : ` (${duration(now.getTime() - createdAt.getTime())} ago)`;
    lines.push(`  ${createdAt?.toISOString() ?? ''}${ago} ${message}`);
  }
  return lines;
}
