import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type KubeObject, list, record, text } from '../estate/kubernetes/fields.ts';

/** `namespace/pod/container`, with `.previous` for the run before, to lines as `kubectl logs --timestamps` prints them. */
export type ContainerLogs = Record<string, string>;

/**
 * Writes the logs as a container runtime keeps them on a node's disk, and the configuration that has kwok serve them.
 * Returns the configuration's path.
 */
export function writeKubeletLogs(dir: string, logs: ContainerLogs): string {
  const pods = new Map<string, Map<string, { logsFile?: string; previousLogsFile?: string }>>();
  for (const [place, text] of Object.entries(logs)) {
    const [namespace = '', pod = '', file = ''] = place.split('/');
    const [container = '', previous] = file.split(/\.(previous)$/);
    const path = join(dir, 'logs', `${place}.log`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, inRuntimeFormat(text));
    const containers = pods.get(`${namespace}/${pod}`) ?? new Map();
    pods.set(`${namespace}/${pod}`, containers);
    containers.set(container, { ...containers.get(container), [previous ? 'previousLogsFile' : 'logsFile']: path });
  }
  const documents = [...pods].map(([place, containers]) => {
    const [namespace, name] = place.split('/');
    const entries = [...containers].map(([container, files]) => ({ containers: [container], ...files }));
    return {
      apiVersion: 'kwok.x-k8s.io/v1alpha1',
      kind: 'Logs',
      metadata: { name, namespace },
      spec: { logs: entries },
    };
  });
  const config = join(dir, 'kwok.yaml');
  writeFileSync(config, documents.map((document) => JSON.stringify(document)).join('\n---\n'));
  return config;
}

/** Empty logs of every container that has run: a runtime makes the file at the start, whatever is written to it later. */
export function silentLogs(objects: KubeObject[]): ContainerLogs {
  const ran = objects
    .filter(({ kind }) => kind === 'Pod')
    .flatMap(({ metadata, status }) =>
      [...list(status, 'initContainerStatuses'), ...list(status, 'containerStatuses')]
        .filter((container) => record(container, 'state').waiting === undefined)
        .map((container) => `${metadata.namespace}/${metadata.name}/${text(container, 'name')}`),
    );
  return Object.fromEntries(ran.map((place) => [place, '']));
}

/** Time, stream, F for a full line, text. */
function inRuntimeFormat(text: string): string {
  return text.replace(/^(\S+)(?: (.*))?$/gm, (_, time: string, line = '') => `${time} stdout F ${line}`);
}
