import type { Service, TaskDefinition } from '@aws-sdk/client-ecs';
import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import type { DBInstance } from '@aws-sdk/client-rds';
import type { InventoryItem } from '../runtime/finding.ts';
import type { ToolAnswer, ToolContext } from '../runtime/tool.ts';
import type { Connection } from './connection.ts';
import { objectName } from './findings/draft.ts';
import { readInstances } from './read/databases.ts';
import { listServices, readServices, readTaskDefinition } from './read/ecs.ts';
import { listClusters } from './read/eks.ts';
import { listFunctions } from './read/functions.ts';
import { type Group, listGroups } from './read/log-groups.ts';
import type { Unread } from './read/unread.ts';

const mostDefinitions = 40;

/** What containers and last parts of log groups are called everywhere: no name of a service. */
const anyName = new Set([
  '',
  'app',
  'application',
  'main',
  'web',
  'api',
  'worker',
  'server',
  'service',
  'container',
  'cluster',
  'logs',
  'dataplane',
  'host',
  'performance',
]);

/** What runs in one account and region: ECS services, EKS clusters, databases, functions and log groups, with the names that people may use for them. */
export async function inventory(
  connection: Connection,
  _name: string | undefined,
  unread: Unread,
  { signal }: ToolContext,
): Promise<ToolAnswer> {
  const [services, groups, databases, functions, clusters] = await Promise.all([
    unread.attempt('ECS services', async () =>
      readServices(connection, await listServices(connection, signal), [], signal),
    ),
    unread.attempt('log groups', () => listGroups(connection, {}, 500, signal)),
    unread.attempt('databases', () => readInstances(connection, signal)),
    unread.attempt('functions', () => listFunctions(connection, signal)),
    unread.attempt('EKS clusters', () => listClusters(connection, signal)),
  ]);
  if (services && services.left > 0)
    unread.note(`${services.left} ECS services past the first ${services.services.length}`);
  if (groups?.more) unread.note('log groups past the first 500');
  const { region } = connection.place;
  const items = [
    ...(await Promise.all(
      (services?.services ?? []).map(async (service, index) => {
        const name = service.taskDefinition;
        const definition =
          name === undefined || index >= mostDefinitions
            ? undefined
            : await unread.attempt('task definitions', () => readTaskDefinition(connection, name, signal));
        return serviceItem(service, definition, region);
      }),
    )),
    ...(clusters?.items ?? []).map((name) => clusterItem(name, connection)),
    ...(databases?.items ?? []).map((instance) => databaseItem(instance, region)),
    ...(functions?.items ?? []).map((one) => functionItem(one, region)),
    ...(groups?.items ?? []).map((group) => groupItem(group, connection)),
  ];
  return { lines: items.map(line), structured: { inventory: items } };
}

/** An instance by its own name, its cluster's, and those that tags give it. */
function databaseItem(instance: DBInstance, region: string): InventoryItem {
  const name = instance.DBInstanceIdentifier ?? '';
  const tags = (instance.TagList ?? []).flatMap(({ Key = '', Value }) =>
    /^(?:name|service|app|application|component)$/i.test(Key) ? (Value ?? []) : [],
  );
  const account = instance.DBInstanceArn?.split(':')[4];
  const aliases = [instance.DBClusterIdentifier ?? '', instance.DBName ?? '', ...tags];
  return {
    name,
    object: objectName('rds', name),
    aliases: [...new Set(aliases)].filter((alias) => !anyName.has(alias) && alias !== name && alias !== 'postgres'),
    region,
    ...(account && { account }),
  };
}

function clusterItem(name: string, { place: { account, region } }: Connection): InventoryItem {
  return { name, object: objectName('eks', name), aliases: [], region, ...(account && { account }) };
}

function functionItem(
  { FunctionName: name = '', FunctionArn, LoggingConfig }: FunctionConfiguration,
  region: string,
): InventoryItem {
  const account = FunctionArn?.split(':')[4];
  return {
    name,
    object: objectName('lambda', name),
    aliases: [],
    region,
    ...(account && { account }),
    logGroups: [LoggingConfig?.LogGroup ?? `/aws/lambda/${name}`],
  };
}

function serviceItem(service: Service, definition: TaskDefinition | undefined, region: string): InventoryItem {
  const name = service.serviceName ?? '';
  const containers = definition?.containerDefinitions ?? [];
  const images = containers.flatMap(({ image }) => image ?? []);
  const tags = new Map((service.tags ?? []).map(({ key = '', value = '' }) => [key.toLowerCase(), value]));
  const named = ['name', 'service', 'app', 'application', 'component'].flatMap((key) => tags.get(key) ?? []);
  const logGroups = containers.flatMap(({ logConfiguration }) => logConfiguration?.options?.['awslogs-group'] ?? []);
  const repository = [...tags].find(([key, value]) => /repo|source/.test(key) && /[\w.-]+\/[\w.-]+$/.test(value))?.[1];
  const commit = commitOf(
    [...tags].filter(([key]) => /sha|commit|revision|version/.test(key)).map(([, value]) => value),
    images,
  );
  const account = service.serviceArn?.split(':')[4];
  return {
    name,
    object: objectName('ecs', name),
    aliases: [
      ...new Set([
        ...named,
        definition?.family ?? '',
        ...containers.map((c) => c.name ?? ''),
        ...images.map(repositoryOf),
      ]),
    ].filter((alias) => !anyName.has(alias) && alias !== name),
    region,
    ...(account && { account }),
    ...(logGroups.length > 0 && { logGroups: [...new Set(logGroups)] }),
    ...(repository && { repository: /([\w.-]+\/[\w.-]+?)(?:\.git)?$/.exec(repository)?.[1] ?? repository }),
    ...(images.length > 0 && { images }),
    ...(commit && { commit }),
  };
}

function groupItem({ name, account }: Group, { place }: Connection): InventoryItem {
  const words = name.split('/').filter((part) => part !== '');
  return {
    name,
    object: objectName('logs', name),
    aliases: [words.at(-1) ?? ''].filter((alias) => !anyName.has(alias)),
    region: place.region,
    logGroups: [name],
    ...(account && { account }),
  };
}

/** The last part of an image's repository: `checkout` of `1122.dkr.ecr.eu-west-1.amazonaws.com/shop/checkout:1.2`. */
const repositoryOf = (image: string): string => (image.split('/').at(-1) ?? '').replace(/[:@].*$/, '');

/** A SHA that a tag of the service says, else one that the image's tag is or ends in. */
function commitOf(tags: string[], images: string[]): string | undefined {
  const sha = (text: string): string | undefined =>
    /(?:^|[-_.:])([0-9a-f]{40}|(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{7,12})$/.exec(text)?.[1];
  return [...tags, ...images.filter((image) => !image.includes('@')).map((image) => /:([^/]+)$/.exec(image)?.[1] ?? '')]
    .map(sha)
    .find((found) => found !== undefined);
}

function line(item: InventoryItem): string {
  const more = [
    item.aliases.length > 0 ? `also ${item.aliases.join(', ')}` : '',
    item.images ? `images ${item.images.join(', ')}` : '',
    item.logGroups && !item.object.startsWith('aws:logs/') ? `logs ${item.logGroups.join(', ')}` : '',
    item.repository ? `repository ${item.repository}` : '',
    item.commit ? `commit ${item.commit}` : '',
  ].filter((part) => part !== '');
  return [item.object, ...(item.object.startsWith('aws:logs/') ? [item.name] : more)].join('; ');
}
