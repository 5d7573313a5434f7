import { join } from 'node:path';
import type { Credentials } from './credentials.ts';

/** Where the parts of one cluster are. */
export interface Places {
  /** For data, certificates and logs. */
  dir: string;
  etcdUrl: string;
  peerUrl: string;
  apiPort: number;
  kubeletPort: number;
}

type Flags = Record<string, string>;

export function etcdFlags({ dir, etcdUrl, peerUrl }: Places): Flags {
  return {
    'data-dir': join(dir, 'etcd'),
    'listen-client-urls': etcdUrl,
    'advertise-client-urls': etcdUrl,
    'listen-peer-urls': peerUrl,
    'initial-advertise-peer-urls': peerUrl,
    'initial-cluster': `default=${peerUrl}`,
    // Nothing of it outlives the test.
    'unsafe-no-fsync': 'true',
    'log-level': 'warn',
  };
}

/** Admission that would change or refuse objects of an incident, which were admitted elsewhere and earlier. */
const changingAdmission = [
  'DefaultTolerationSeconds',
  'LimitRanger',
  'MutatingAdmissionWebhook',
  'Priority',
  'ResourceQuota',
  'RuntimeClass',
  'ServiceAccount',
  'StorageObjectInUseProtection',
  'TaintNodesByCondition',
  'ValidatingAdmissionWebhook',
].join(',');

/** `changing`: with the admission that every cluster has by default. */
export function apiServerFlags({ dir, etcdUrl, apiPort }: Places, credentials: Credentials, changing: boolean): Flags {
  return {
    'etcd-servers': etcdUrl,
    // Kept as JSON, an object's age can be set where the API allows nobody to.
    'storage-media-type': 'application/json',
    'cert-dir': dir,
    'bind-address': '127.0.0.1',
    // Of documentation's network: a loopback address is refused as the endpoint of the Service `kubernetes`.
    'advertise-address': '192.0.2.1',
    'secure-port': String(apiPort),
    'authorization-mode': 'RBAC',
    'token-auth-file': credentials.tokensFile,
    'service-account-issuer': 'https://kubernetes.default.svc',
    'service-account-key-file': credentials.serviceAccountKeyFile,
    'service-account-signing-key-file': credentials.serviceAccountKeyFile,
    'service-cluster-ip-range': '10.96.0.0/16',
    'allow-privileged': 'true',
    'kubelet-preferred-address-types': 'ExternalDNS,InternalIP',
    ...(changing ? {} : { 'disable-admission-plugins': changingAdmission }),
  };
}
