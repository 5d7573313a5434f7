import { badRequest, quote } from './api-status.ts';
import { type KubeObject, list, text } from './fields.ts';
import type { Kind } from './kinds.ts';

export interface FieldTerm {
  field: string;
  equal: boolean;
  value: string;
}

const meta = ['metadata.name', 'metadata.namespace'];

/** The fields each kind can be selected by; any other kind knows only its name and namespace. */
const supported: Record<string, string[]> = {
  '/Pod': [
    ...meta,
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'spec.hostNetwork',
    'status.phase',
    'status.podIP',
    'status.podIPs',
    'status.nominatedNodeName',
    'spec.host',
  ],
  '/Node': ['metadata.name', 'spec.unschedulable'],
  '/ReplicationController': [...meta, 'status.replicas'],
  '/Event': [
    ...['kind', 'namespace', 'name', 'uid', 'apiVersion', 'resourceVersion', 'fieldPath'].map(
      (f) => `involvedObject.${f}`,
    ),
    'reason',
    'reportingComponent',
    'source',
    'type',
    ...meta,
  ],
  'events.k8s.io/Event': [
    ...['kind', 'namespace', 'name', 'uid', 'apiVersion', 'resourceVersion', 'fieldPath'].map((f) => `regarding.${f}`),
    'reason',
    'reportingController',
    'type',
    ...meta,
  ],
  '/Namespace': ['metadata.name', 'status.phase'],
  '/Secret': [...meta, 'type'],
  '/Service': [...meta, 'spec.clusterIP', 'spec.type'],
  'batch/Job': [...meta, 'status.successful'],
  'certificates.k8s.io/CertificateSigningRequest': ['metadata.name', 'spec.signerName'],
};

/** Parses `a=b,c!=d` (`\` escapes a comma or an equals sign) and refuses what the kind cannot be selected by. */
export function parseFieldSelector(selector: string, kind: Kind): FieldTerm[] {
  return split(selector).map((term) => {
    const match = /^((?:\\.|[^\\!=])*?)(==|!=|=)(.*)$/.exec(term);
    if (!match) throw badRequest(`invalid selector: '${selector}'; can't understand '${term}'`);
    const [, name = '', operator, value = ''] = match;
    refuseUnsupported(name, kind);
    return { field: name, equal: operator !== '!=', value: unescaped(value) };
  });
}

export function matchesFields(terms: FieldTerm[], object: KubeObject): boolean {
  return terms.every((term) => (selectable(object, term.field) === term.value) === term.equal);
}

function refuseUnsupported(name: string, { group, kind }: Kind): void {
  const known = supported[`${group}/${kind}`];
  if (known?.includes(name)) return;
  if (known) throw badRequest(`field label not supported: ${name}`);
  if (!meta.includes(name)) {
    throw badRequest(`${quote(name)} is not a known field selector: only "metadata.name", "metadata.namespace"`);
  }
}

function selectable(object: KubeObject, name: string): string {
  switch (name) {
    case 'spec.unschedulable':
    case 'spec.hostNetwork':
      return text(object, name) || 'false';
    case 'spec.host':
      return text(object, 'spec.nodeName');
    case 'status.podIP':
      return text(object, name) || text(list(object, 'status.podIPs')[0], 'ip');
    case 'status.replicas':
    case 'status.successful':
      return text(object, name === 'status.successful' ? 'status.succeeded' : name) || '0';
    case 'source':
      return text(object, 'source.component') || text(object, 'reportingComponent');
    case 'reportingController':
      return text(object, 'reportingComponent');
    default:
      return text(object, name.replace(/^regarding\./, 'involvedObject.'));
  }
}

function split(selector: string): string[] {
  return [...selector.matchAll(/((?:\\.|[^\\,]|\\$)+)/g)].map((match) => match[0]);
}

function unescaped(value: string): string {
  return value.replace(/\\(.?)|=/g, (found, escaped: string | undefined) => {
    if (escaped === undefined) throw badRequest('invalid field selector: unescaped character in value: 61');
    if (!/[\\,=]/.test(escaped)) throw badRequest(`invalid field selector: invalid escape sequence: ${found}`);
    return escaped;
  });
}
