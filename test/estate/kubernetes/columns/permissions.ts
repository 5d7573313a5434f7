import { type KubeObject, list, record, text } from '../fields.ts';
import { age, type Column, count, named, say, wide } from './column.ts';

export const secretColumns: Column[] = [
  named,
  say('Type', (secret) => text(secret, 'type')),
  say('Data', (secret) => Object.keys(record(secret, 'data')).length),
  age,
];

export const configMapColumns: Column[] = [
  named,
  say(
    'Data',
    (object) => Object.keys(record(object, 'data')).length + Object.keys(record(object, 'binaryData')).length,
  ),
  age,
];

export const serviceAccountColumns: Column[] = [
  named,
  say('Secrets', (account) => list(account, 'secrets').length),
  age,
];

export const bindingColumns: Column[] = [
  named,
  say('Role', (binding) => `${text(binding, 'roleRef.kind')}/${text(binding, 'roleRef.name')}`),
  age,
  wide(say('Users', (binding) => subjects(binding, 'User'))),
  wide(say('Groups', (binding) => subjects(binding, 'Group'))),
  wide(say('ServiceAccounts', (binding) => subjects(binding, 'ServiceAccount'))),
];

export const csiNodeColumns: Column[] = [named, count('Drivers', (node) => list(node, 'spec.drivers').length), age];

function subjects(binding: KubeObject, kind: string): string {
  return list(binding, 'subjects')
    .filter((subject) => text(subject, 'kind') === kind)
    .map((subject) =>
      kind === 'ServiceAccount' ? `${text(subject, 'namespace')}/${text(subject, 'name')}` : text(subject, 'name'),
    )
    .join(', ');
}
