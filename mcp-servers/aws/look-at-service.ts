import type { Service, Task, TaskDefinition } from '@aws-sdk/client-ecs';
import { ToolError } from '../runtime/tool-error.ts';
import type { Connection } from './connection.ts';
import { readStoppedTasks, readTaskDefinition } from './read/ecs.ts';
import { shortName } from './read/paged.ts';
import type { Unread } from './read/unread.ts';

/** A service with what explains it. */
export interface ServiceView {
  service: Service;
  /** Newest first; ECS keeps them for about an hour. */
  stopped: Task[];
  current: TaskDefinition | undefined;
  /** Of the deployment that it replaces, else the revision before. */
  before: TaskDefinition | undefined;
}

export async function lookAtService(
  connection: Connection,
  service: Service,
  unread: Unread,
  signal: AbortSignal,
): Promise<ServiceView> {
  const name = service.serviceName ?? '';
  const primary = service.deployments?.find(({ status }) => status === 'PRIMARY');
  const older = service.deployments?.find(({ status }) => status === 'ACTIVE');
  const currentName = primary?.taskDefinition ?? service.taskDefinition;
  const beforeName = older?.taskDefinition ?? revisionBefore(currentName);
  const definition = async (arn: string | undefined, guessed = false): Promise<TaskDefinition | undefined> => {
    if (arn === undefined) return undefined;
    return await unread.attempt(`task definition ${shortName(arn)}`, async () => {
      try {
        return await readTaskDefinition(connection, arn, signal);
      } catch (error) {
        // The revision before may have been deleted.
        if (guessed && error instanceof ToolError && error.code === 'not_found') return undefined;
        throw error;
      }
    });
  };
  const [stopped, current, before] = await Promise.all([
    unread.attempt(`stopped tasks of ${name}`, () => readStoppedTasks(connection, service, signal)),
    definition(currentName),
    beforeName === currentName ? undefined : definition(beforeName, older === undefined),
  ]);
  return { service, stopped: stopped ?? [], current, before };
}

function revisionBefore(arn: string | undefined): string | undefined {
  const [, family, revision] = /^(.+):(\d+)$/.exec(arn ?? '') ?? [];
  return family !== undefined && Number(revision) > 1 ? `${family}:${Number(revision) - 1}` : undefined;
}

/** Where its containers log to. */
export function logGroupsOf({ current }: ServiceView): string[] {
  const groups = (current?.containerDefinitions ?? []).flatMap(
    (c) => c.logConfiguration?.options?.['awslogs-group'] ?? [],
  );
  return [...new Set(groups)];
}
