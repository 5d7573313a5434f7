import type { ContainerDefinition, TaskDefinition } from '@aws-sdk/client-ecs';

/**
 * What differs between two revisions, one line each. Of environment variables and secrets only the names: their values
 * never leave the server.
 */
export function difference(before: TaskDefinition, after: TaskDefinition): string[] {
  const lines = changed('task', plain(before, taskFields), plain(after, taskFields));
  const names = [...(before.containerDefinitions ?? []), ...(after.containerDefinitions ?? [])].map(
    (c) => c.name ?? '',
  );
  for (const name of new Set(names)) {
    const [old, fresh] = [before, after].map((d) => d.containerDefinitions?.find((c) => c.name === name));
    if (!old) lines.push(`container ${name} added, image ${fresh?.image}`);
    else if (!fresh) lines.push(`container ${name} removed`);
    else lines.push(...containerDifference(name, old, fresh));
  }
  return lines;
}

const taskFields = ['cpu', 'memory', 'networkMode', 'taskRoleArn', 'executionRoleArn'] as const;
const containerFields = [
  'image',
  'cpu',
  'memory',
  'memoryReservation',
  'command',
  'entryPoint',
  'portMappings',
  'healthCheck',
] as const;

function containerDifference(name: string, old: ContainerDefinition, fresh: ContainerDefinition): string[] {
  return [
    ...changed(name, plain(old, containerFields), plain(fresh, containerFields)),
    ...changed(name, logging(old), logging(fresh)),
    ...named(`${name} environment`, variables(old.environment), variables(fresh.environment)),
    ...named(`${name} secrets`, secrets(old), secrets(fresh)),
  ];
}

function plain<Field extends string>(
  of: Partial<Record<Field, unknown>>,
  fields: readonly Field[],
): Map<string, string> {
  return new Map(
    fields.flatMap((field) =>
      of[field] === undefined ? [] : [[field, JSON.stringify(of[field]).replace(/^"(.*)"$/, '$1')]],
    ),
  );
}

function changed(where: string, old: Map<string, string>, fresh: Map<string, string>): string[] {
  const fields = new Set([...old.keys(), ...fresh.keys()]);
  return [...fields]
    .filter((field) => old.get(field) !== fresh.get(field))
    .map((field) => `${where} ${field}: ${old.get(field) ?? 'none'} -> ${fresh.get(field) ?? 'none'}`);
}

/** Driver and group; other options may hold a token. */
function logging({ logConfiguration: log }: ContainerDefinition): Map<string, string> {
  return new Map(log ? [['logs', `${log.logDriver} ${log.options?.['awslogs-group'] ?? ''}`.trim()]] : []);
}

const variables = (list: ContainerDefinition['environment']): Map<string, string> =>
  new Map((list ?? []).map(({ name = '', value = '' }) => [name, value]));
const secrets = ({ secrets: list }: ContainerDefinition): Map<string, string> =>
  new Map((list ?? []).map(({ name = '', valueFrom = '' }) => [name, valueFrom]));

function named(what: string, old: Map<string, string>, fresh: Map<string, string>): string[] {
  const added = [...fresh.keys()].filter((name) => !old.has(name));
  const removed = [...old.keys()].filter((name) => !fresh.has(name));
  const other = [...fresh.keys()].filter((name) => old.has(name) && old.get(name) !== fresh.get(name));
  const said = [
    added.length > 0 ? `added ${added.join(', ')}` : '',
    removed.length > 0 ? `removed ${removed.join(', ')}` : '',
    other.length > 0 ? `changed ${other.join(', ')}` : '',
  ].filter((part) => part !== '');
  return said.length > 0 ? [`${what}: ${said.join('; ')}`] : [];
}
