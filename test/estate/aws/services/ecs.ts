import { AwsError } from '../aws-error.ts';
import type { Place } from '../operation.ts';
import { type Recorded, replay, sameName, tail } from '../recorded.ts';
import type { Region } from '../world.ts';

type Fields = Record<string, unknown>;

/**
 * ECS as the recorded answers show it: what lists a case lacks follow from what it describes, and a description holds
 * what was asked for and nothing else.
 */
export function ecs(operation: string, input: Fields, { region }: Place): Fields | undefined {
  const recorded = (name: string): Recorded[] => region.responses.get(`ecs/${name}`) ?? [];
  const own = recorded(operation);
  const listed = operation.startsWith('List') ? replay(own, input) : undefined;
  if (listed) return listed;
  const described = (name: string, list: string): Fields[] =>
    distinct(recorded(name).flatMap((entry) => ('response' in entry ? rows(entry.response[list]) : [])));
  const inCluster = (row: Fields): boolean => sameName(clusterOf(row), text(input.cluster) ?? 'default');

  switch (operation) {
    case 'ListClusters': {
      const services = described('DescribeServices', 'services').map(clusterOf);
      const clusters = described('DescribeClusters', 'clusters').flatMap((c) => text(c.clusterArn) ?? []);
      return { clusterArns: [...new Set([...clusters, ...services])].filter((arn) => arn !== '') };
    }
    case 'ListServices': {
      if (input.cluster !== undefined)
        requireCluster(described('DescribeServices', 'services'), described('DescribeClusters', 'clusters'), input);
      return {
        serviceArns: described('DescribeServices', 'services')
          .filter(inCluster)
          .flatMap((s) => text(s.serviceArn) ?? []),
      };
    }
    case 'ListTasks': {
      const wanted = text(input.desiredStatus) ?? 'RUNNING';
      const tasks = described('DescribeTasks', 'tasks')
        .filter(inCluster)
        .filter((task) => (text(task.desiredStatus) ?? text(task.lastStatus)) === wanted)
        .filter(
          (task) =>
            input.serviceName === undefined || text(task.group) === `service:${tail(text(input.serviceName) ?? '')}`,
        )
        .filter(
          (task) =>
            input.family === undefined || (text(task.taskDefinitionArn) ?? '').includes(`/${text(input.family)}:`),
        );
      return { taskArns: tasks.flatMap((task) => text(task.taskArn) ?? []) };
    }
    case 'DescribeServices':
      return describe(
        own,
        input,
        { ask: 'services', list: 'services', name: 'serviceName', arn: 'serviceArn' },
        region,
      );
    case 'DescribeTasks':
      return describe(own, input, { ask: 'tasks', list: 'tasks', name: 'taskArn', arn: 'taskArn' }, region);
    case 'DescribeClusters':
      return own.length === 0
        ? undefined
        : describe(own, input, { ask: 'clusters', list: 'clusters', name: 'clusterName', arn: 'clusterArn' }, region);
    case 'DescribeTaskDefinition': {
      const found = replay(own, input);
      if (found) return found;
      throw new AwsError('ClientException', 'Unable to describe task definition.');
    }
    case 'ListTagsForResource':
      return own.length === 0 ? { tags: [] } : replay(own, input);
    default:
      return undefined;
  }
}

/** Each thing asked for, from the first entry that holds it for this request; the others are failures. */
function describe(
  recorded: Recorded[],
  input: Fields,
  { ask, list, name, arn }: { ask: string; list: string; name: string; arn: string },
  { account, region }: Pick<Region, 'account' | 'region'>,
): Fields {
  // ECS makes an ARN of a name that it does not know, without the cluster that it was asked in, and gives an ARN back.
  const missing = (one: string): string =>
    one.startsWith('arn:') ? one : `arn:aws:ecs:${region}:${account}:${ask.slice(0, -1)}/${one}`;
  const asked = Array.isArray(input[ask]) ? input[ask].map(String) : ['default'];
  const found: Fields[] = [];
  const failures: Fields[] = [];
  for (const one of asked) {
    const rest = { ...input, [ask]: [one] };
    const row = firstOf(recorded, (entry) =>
      rows(replay([entry], rest)?.[list]).find((candidate) =>
        [candidate[name], candidate[arn]].some((known) => sameName(text(known) ?? '', one)),
      ),
    );
    if (row) found.push(row);
    else failures.push({ arn: missing(one), reason: 'MISSING' });
  }
  return { [list]: found, failures };
}

function firstOf<T, R>(items: T[], find: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

function requireCluster(services: Fields[], clusters: Fields[], input: Fields): void {
  const wanted = text(input.cluster) ?? 'default';
  const known = [...services.map(clusterOf), ...clusters.map((cluster) => text(cluster.clusterArn) ?? '')];
  if (!known.some((arn) => sameName(arn, wanted))) throw new AwsError('ClusterNotFoundException', 'Cluster not found.');
}

function clusterOf(row: Fields): string {
  return text(row.clusterArn) ?? '';
}

function distinct(found: Fields[]): Fields[] {
  return [...new Map(found.map((row) => [JSON.stringify(row), row])).values()];
}

function rows(value: unknown): Fields[] {
  return Array.isArray(value) ? value.filter((row): row is Fields => row !== null && typeof row === 'object') : [];
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
