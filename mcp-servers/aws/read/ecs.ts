import {
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  ListClustersCommand,
  ListServicesCommand,
  ListTasksCommand,
  type Service,
  type Task,
  type TaskDefinition,
} from '@aws-sdk/client-ecs';
import type { Connection } from '../connection.ts';
import { isNamed } from '../names.ts';
import { batches, paged, shortName } from './paged.ts';

const mostClusters = 20;
const mostServices = 500;
/** Described where no name chooses: ten requests. */
const mostDescribed = 100;
const mostStopped = 20;

export interface ServiceList {
  /** ARNs of all services, with their cluster's. */
  all: { arn: string; cluster: string }[];
  clusters: number;
  more: boolean;
}

export async function listServices(connection: Connection, signal: AbortSignal): Promise<ServiceList> {
  const clusters = await paged(mostClusters, async (nextToken) => {
    const input = { ...(nextToken !== undefined && { nextToken }) };
    const page = await connection.read('ecs:ListClusters', input, signal, ({ ecs }, options) =>
      ecs.send(new ListClustersCommand(input), options),
    );
    return { items: page.clusterArns, next: page.nextToken };
  });
  const lists = await Promise.all(
    clusters.items.map(async (cluster) => {
      const { items, more } = await paged(mostServices, async (nextToken) => {
        const input = { cluster, maxResults: 100, ...(nextToken !== undefined && { nextToken }) };
        const page = await connection.read('ecs:ListServices', input, signal, ({ ecs }, options) =>
          ecs.send(new ListServicesCommand(input), options),
        );
        return { items: page.serviceArns, next: page.nextToken };
      });
      return { services: items.map((arn) => ({ arn, cluster })), more };
    }),
  );
  return {
    all: lists.flatMap(({ services }) => services),
    clusters: clusters.items.length,
    more: clusters.more || lists.some(({ more }) => more),
  };
}

/** Services that a name chooses, else as many as may be described; `named` says which it was. */
export async function readServices(
  connection: Connection,
  list: ServiceList,
  names: string[],
  signal: AbortSignal,
): Promise<{ services: Service[]; named: boolean; left: number }> {
  const chosen = names.length === 0 ? [] : list.all.filter(({ arn }) => isNamed(shortName(arn), names));
  const wanted = (chosen.length > 0 ? chosen : list.all).slice(0, mostDescribed);
  const described = await Promise.all(
    [...new Set(wanted.map(({ cluster }) => cluster))].flatMap((cluster) =>
      batches(
        wanted.filter((service) => service.cluster === cluster),
        10,
      ).map((batch) =>
        describe(
          connection,
          cluster,
          batch.map(({ arn }) => arn),
          signal,
        ),
      ),
    ),
  );
  const left = (chosen.length > 0 ? chosen : list.all).length - wanted.length;
  return { services: described.flat(), named: chosen.length > 0, left };
}

async function describe(
  connection: Connection,
  cluster: string,
  services: string[],
  signal: AbortSignal,
): Promise<Service[]> {
  const input = { cluster, services, include: ['TAGS' as const] };
  const { services: found = [] } = await connection.read('ecs:DescribeServices', input, signal, ({ ecs }, options) =>
    ecs.send(new DescribeServicesCommand(input), options),
  );
  return found;
}

/** Tasks of a service that stopped, newest first; ECS keeps them for about an hour. */
export async function readStoppedTasks(connection: Connection, service: Service, signal: AbortSignal): Promise<Task[]> {
  const cluster = service.clusterArn ?? '';
  const list = { cluster, serviceName: service.serviceName ?? '', desiredStatus: 'STOPPED' as const, maxResults: 100 };
  const { taskArns = [] } = await connection.read('ecs:ListTasks', list, signal, ({ ecs }, options) =>
    ecs.send(new ListTasksCommand(list), options),
  );
  if (taskArns.length === 0) return [];
  const input = { cluster, tasks: taskArns.slice(0, mostStopped) };
  const { tasks = [] } = await connection.read('ecs:DescribeTasks', input, signal, ({ ecs }, options) =>
    ecs.send(new DescribeTasksCommand(input), options),
  );
  return tasks.sort((a, b) => (b.stoppedAt?.getTime() ?? 0) - (a.stoppedAt?.getTime() ?? 0));
}

export async function readTaskDefinition(
  connection: Connection,
  name: string,
  signal: AbortSignal,
): Promise<TaskDefinition | undefined> {
  const input = { taskDefinition: name };
  const { taskDefinition } = await connection.read('ecs:DescribeTaskDefinition', input, signal, ({ ecs }, options) =>
    ecs.send(new DescribeTaskDefinitionCommand(input), options),
  );
  return taskDefinition;
}
