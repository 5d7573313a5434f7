import { join } from 'node:path';
import { installPeer, kubernetesMcpServer, type NpmPeer } from '../estate/peers.ts';
import { loggingPod, logLines } from './tools-world.ts';

export const mcpServerKubernetes: NpmPeer = { name: 'mcp-server-kubernetes', version: '4.1.7' };

/** In the order in which they are asked. */
export const questions = [
  'the unschedulable pods and why',
  'the error in the log',
  'the same pods, asked for what is wrong',
] as const;
export type Question = (typeof questions)[number];
export type Call = [tool: string, args: Record<string, unknown>];

/** A server and its best sequence of calls for each question. */
export interface Contestant {
  name: string;
  /** The file that Node is to run; installed first where it has to be. */
  entry(): Promise<string>;
  args: string[];
  env: Record<string, string>;
  /** Of a question that is left out, it has no answer in one call. */
  calls: Partial<Record<Question, Call[]>>;
}

const [namespace = '', pod = ''] = loggingPod.split('/');
const fieldSelector = 'reason=FailedScheduling';

/** Asked for the events that the peers are asked for, for the errors of the log, and for whatever is wrong anywhere. */
export const ours = (entry: string): Contestant => ({
  name: 'ours',
  entry: async () => entry,
  args: [],
  env: {},
  calls: {
    'the unschedulable pods and why': [['k8s_events', { reason: 'FailedScheduling' }]],
    'the error in the log': [['k8s_logs', { namespace, pod, mode: 'errors' }]],
    'the same pods, asked for what is wrong': [['k8s_triage', {}]],
  },
});

/**
 * With the tools that only read, and asked by somebody who knows the reason of the very events already, which is the
 * shortest and quickest answer they have. Neither has a filter for a log.
 */
export const peers: Contestant[] = [
  {
    name: title(kubernetesMcpServer),
    entry: async () => join(await installPeer(kubernetesMcpServer), 'bin/index.js'),
    args: ['--read-only'],
    env: {},
    calls: {
      'the unschedulable pods and why': [['events_list', { fieldSelector }]],
      'the error in the log': [['pods_log', { namespace, name: pod, tail: logLines }]],
    },
  },
  {
    name: title(mcpServerKubernetes),
    entry: async () => join(await installPeer(mcpServerKubernetes), 'dist/index.js'),
    args: [],
    env: { ALLOW_ONLY_READONLY_TOOLS: 'true' },
    calls: {
      'the unschedulable pods and why': [['kubectl_get', { resourceType: 'events', fieldSelector, output: 'custom' }]],
      'the error in the log': [['kubectl_logs', { resourceType: 'pod', namespace, name: pod }]],
    },
  },
];

function title({ name, version }: NpmPeer): string {
  return `${name} ${version}`;
}
