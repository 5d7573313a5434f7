import { field, type KubeObject, list, text } from '../fields.ts';
import { age, type Column, named, say, wide, yes } from './column.ts';

const modes: Record<string, string> = {
  ReadWriteOnce: 'RWO',
  ReadOnlyMany: 'ROX',
  ReadWriteMany: 'RWX',
  ReadWriteOncePod: 'RWOP',
};

const volumeMode: Column = wide(say('VolumeMode', (object) => text(object, 'spec.volumeMode') || '<unset>'));
const attributesClass: Column = say(
  'VolumeAttributesClass',
  (object) => text(object, 'spec.volumeAttributesClassName') || '<unset>',
);

export const persistentVolumeColumns: Column[] = [
  named,
  say('Capacity', (object) => text(object, 'spec.capacity.storage') || '0'),
  say('Access Modes', (object) => accessModes(list(object, 'spec.accessModes'))),
  say('Reclaim Policy', (object) => text(object, 'spec.persistentVolumeReclaimPolicy')),
  say('Status', phase),
  say('Claim', (object) => {
    const claim = field(object, 'spec.claimRef');
    return claim ? `${text(claim, 'namespace')}/${text(claim, 'name')}` : '';
  }),
  say('StorageClass', storageClass),
  attributesClass,
  say('Reason', (object) => text(object, 'status.reason')),
  age,
  volumeMode,
];

export const claimColumns: Column[] = [
  named,
  say('Status', phase),
  say('Volume', (object) => text(object, 'spec.volumeName')),
  say('Capacity', (object) => (isBound(object) ? text(object, 'status.capacity.storage') || '0' : '')),
  say('Access Modes', (object) => (isBound(object) ? accessModes(list(object, 'status.accessModes')) : '')),
  say('StorageClass', storageClass),
  attributesClass,
  age,
  volumeMode,
];

export const storageClassColumns: Column[] = [
  { ...named, cell: (object) => `${object.metadata.name}${isDefault(object) ? ' (default)' : ''}` },
  say('Provisioner', (object) => text(object, 'provisioner')),
  say('ReclaimPolicy', (object) => text(object, 'reclaimPolicy') || 'Delete'),
  say('VolumeBindingMode', (object) => text(object, 'volumeBindingMode') || 'Immediate'),
  // A boolean in a column that says string: so the API server has it.
  say('AllowVolumeExpansion', (object) => field(object, 'allowVolumeExpansion') === true),
  age,
];

export const volumeAttachmentColumns: Column[] = [
  named,
  { ...say('Attacher', (object) => text(object, 'spec.attacher')), format: 'name' },
  say('PV', (object) => text(object, 'spec.source.persistentVolumeName')),
  say('Node', (object) => text(object, 'spec.nodeName')),
  yes('Attached', (object) => field(object, 'status.attached') === true),
  age,
];

function phase(object: KubeObject): string {
  return text(object, 'metadata.deletionTimestamp') ? 'Terminating' : text(object, 'status.phase');
}

function isBound(claim: KubeObject): boolean {
  return text(claim, 'spec.volumeName') !== '';
}

function storageClass(object: KubeObject): string {
  return (
    text(object, 'metadata', 'annotations', 'volume.beta.kubernetes.io/storage-class') ||
    text(object, 'spec.storageClassName')
  );
}

function isDefault(object: KubeObject): boolean {
  const said = (key: string): string => text(object, 'metadata', 'annotations', key);
  return ['storageclass.kubernetes.io/is-default-class', 'storageclass.beta.kubernetes.io/is-default-class'].some(
    (key) => said(key) === 'true',
  );
}

/** In this order whatever the object says. */
function accessModes(given: unknown[]): string {
  return Object.entries(modes)
    .filter(([mode]) => given.includes(mode))
    .map(([, short]) => short)
    .join(',');
}
