import { humanDuration, since } from '../duration.ts';
import { field, integer, isRecord, type KubeObject, list, text } from '../fields.ts';
import { age, type Column, condition, count, formatLabels, named, say, selector, template, wide } from './column.ts';

const number = (name: string, path: string): Column => count(name, (object) => integer(object, path));

export const deploymentColumns: Column[] = [
  named,
  say('Ready', (object) => `${integer(object, 'status.readyReplicas')}/${replicas(object)}`),
  // Numbers in columns that say string: so the API server has it.
  say('Up-to-date', (object) => integer(object, 'status.updatedReplicas')),
  say('Available', (object) => integer(object, 'status.availableReplicas')),
  age,
  ...template('spec.template'),
  selector('spec.selector'),
];

export const replicaSetColumns: Column[] = [
  named,
  count('Desired', replicas),
  number('Current', 'status.replicas'),
  number('Ready', 'status.readyReplicas'),
  age,
  ...template('spec.template'),
  selector('spec.selector'),
];

export const replicationControllerColumns: Column[] = [
  ...replicaSetColumns.slice(0, -1),
  wide(say('Selector', (object) => formatLabels(field(object, 'spec.selector')))),
];

export const statefulSetColumns: Column[] = [
  named,
  say('Ready', (object) => `${integer(object, 'status.readyReplicas')}/${replicas(object)}`),
  age,
  ...template('spec.template'),
];

export const daemonSetColumns: Column[] = [
  named,
  number('Desired', 'status.desiredNumberScheduled'),
  number('Current', 'status.currentNumberScheduled'),
  number('Ready', 'status.numberReady'),
  number('Up-to-date', 'status.updatedNumberScheduled'),
  number('Available', 'status.numberAvailable'),
  say('Node Selector', (object) => formatLabels(field(object, 'spec.template.spec.nodeSelector'))),
  age,
  ...template('spec.template'),
  selector('spec.selector'),
];

export const jobColumns: Column[] = [
  named,
  say('Status', jobStatus),
  say('Completions', completions),
  say('Duration', jobDuration),
  age,
  ...template('spec.template'),
  selector('spec.selector'),
];

export const cronJobColumns: Column[] = [
  named,
  say('Schedule', (object) => text(object, 'spec.schedule')),
  say('Timezone', (object) => text(object, 'spec.timeZone') || '<none>'),
  { ...say('Suspend', suspended), type: 'boolean' },
  count('Active', (object) => list(object, 'status.active').length),
  say('Last Schedule', (object, now) => {
    const last = field(object, 'status.lastScheduleTime');
    return last ? since(last, now) : '<none>';
  }),
  age,
  ...template('spec.jobTemplate.spec.template'),
  selector('spec.jobTemplate.spec.selector'),
];

export const disruptionBudgetColumns: Column[] = [
  named,
  say('Min Available', (object) => text(object, 'spec.minAvailable') || 'N/A'),
  say('Max Unavailable', (object) => text(object, 'spec.maxUnavailable') || 'N/A'),
  number('Allowed Disruptions', 'status.disruptionsAllowed'),
  age,
];

export const controllerRevisionColumns: Column[] = [
  named,
  say('Controller', (object) => {
    const owner = list(object, 'metadata.ownerReferences').find((reference) => field(reference, 'controller') === true);
    if (!owner) return '<none>';
    const [group] = text(owner, 'apiVersion').includes('/') ? text(owner, 'apiVersion').split('/') : [];
    const kind = text(owner, 'kind').toLowerCase();
    return `${group ? `${kind}.${group}` : kind}/${text(owner, 'name')}`;
  }),
  say('Revision', (object) => integer(object, 'revision')),
  age,
];

export const autoscalerColumns: Column[] = [
  named,
  say(
    'Reference',
    (object) => `${text(object, 'spec.scaleTargetRef.kind')}/${text(object, 'spec.scaleTargetRef.name')}`,
  ),
  say('Targets', targets),
  say('MinPods', (object) => text(object, 'spec.minReplicas') || '<unset>'),
  say('MaxPods', (object) => integer(object, 'spec.maxReplicas')),
  say('Replicas', (object) => integer(object, 'status.currentReplicas')),
  age,
];

/** What a workload without a number wants is one: the API server defaults it before it stores it. */
function replicas(object: KubeObject): number {
  const written = field(object, 'spec.replicas');
  return typeof written === 'number' ? written : 1;
}

function suspended(object: KubeObject): string {
  const written = field(object, 'spec.suspend');
  if (written === undefined) return '<unset>';
  return written === true ? 'True' : 'False';
}

function jobStatus(job: KubeObject): string {
  const has = (type: string): boolean => text(condition(job, type), 'status') === 'True';
  if (has('Complete')) return 'Complete';
  if (has('Failed')) return 'Failed';
  if (text(job, 'metadata.deletionTimestamp')) return 'Terminating';
  return ['Suspended', 'FailureTarget', 'SuccessCriteriaMet'].find(has) ?? 'Running';
}

function completions(job: KubeObject): string {
  const succeeded = integer(job, 'status.succeeded');
  if (text(job, 'spec.completions')) return `${succeeded}/${text(job, 'spec.completions')}`;
  const parallelism = integer(job, 'spec.parallelism');
  return parallelism > 1 ? `${succeeded}/1 of ${parallelism}` : `${succeeded}/1`;
}

function jobDuration(job: KubeObject, now: number): string {
  const start = Date.parse(text(job, 'status.startTime'));
  if (Number.isNaN(start)) return '';
  const end = Date.parse(text(job, 'status.completionTime'));
  return humanDuration((Number.isNaN(end) ? now : end) - start);
}

function targets(hpa: KubeObject): string {
  const current = list(hpa, 'status.currentMetrics');
  const said = list(hpa, 'spec.metrics').map((metric, at) => target(metric, current[at]));
  if (said.length === 0) return '<none>';
  const shown = said.slice(0, 2).join(', ');
  return said.length > 2 ? `${shown} + ${said.length - 2} more...` : shown;
}

function target(metric: unknown, status: unknown): string {
  const type = text(metric, 'type');
  const key = type.charAt(0).toLowerCase() + type.slice(1);
  const wanted = field(metric, key, 'target');
  const seen = isRecord(status) ? field(status, key, 'current') : undefined;
  const average = text(wanted, 'averageValue');
  const byAverage = `${text(seen, 'averageValue') || '<unknown>'}/${average}`;
  if (type === 'Resource' || type === 'ContainerResource') {
    const name = text(metric, `${key}.name`);
    if (average) return `${name}: ${byAverage}`;
    const percent = (value: string, otherwise: string): string => (value ? `${value}%` : otherwise);
    const now = percent(text(seen, 'averageUtilization'), '<unknown>');
    return `${name}: ${now}/${percent(text(wanted, 'averageUtilization'), '<auto>')}`;
  }
  if (type === 'Pods') return byAverage;
  return average ? `${byAverage} (avg)` : `${text(seen, 'value') || '<unknown>'}/${text(wanted, 'value')}`;
}
