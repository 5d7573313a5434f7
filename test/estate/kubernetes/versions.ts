import { isRecord, type KubeObject, list, record } from './fields.ts';

/**
 * The API server keeps one form of an object and serves it in every version of its kind. Of the built-in kinds only
 * events and autoscalers have two; the first form here is the one that is kept.
 */
export function toKeptForm(object: KubeObject): KubeObject {
  if (object.apiVersion === 'events.k8s.io/v1' && object.kind === 'Event') return coreEvent(object);
  if (object.apiVersion === 'autoscaling/v1' && object.kind === 'HorizontalPodAutoscaler') return autoscalerV2(object);
  return object;
}

export function toServedForm(object: KubeObject, apiVersion: string): KubeObject {
  if (object.apiVersion === apiVersion) return object;
  if (object.kind === 'Event') return eventsEvent(object);
  if (object.kind === 'HorizontalPodAutoscaler') return autoscalerV1(object);
  return { ...object, apiVersion };
}

const eventNames = [
  ['involvedObject', 'regarding'],
  ['message', 'note'],
  ['source', 'deprecatedSource'],
  ['firstTimestamp', 'deprecatedFirstTimestamp'],
  ['lastTimestamp', 'deprecatedLastTimestamp'],
  ['count', 'deprecatedCount'],
  ['reportingComponent', 'reportingController'],
] as const;

function coreEvent(event: KubeObject): KubeObject {
  const renamed = rename(event, new Map(eventNames.map(([core, events]) => [events, core])));
  return {
    ...renamed,
    apiVersion: 'v1',
    source: renamed.source ?? {},
    firstTimestamp: renamed.firstTimestamp ?? null,
    lastTimestamp: renamed.lastTimestamp ?? null,
  };
}

function eventsEvent(event: KubeObject): KubeObject {
  const renamed = rename(event, new Map(eventNames));
  return { ...renamed, apiVersion: 'events.k8s.io/v1', eventTime: renamed.eventTime ?? null };
}

function rename(object: KubeObject, names: Map<string, string>): KubeObject {
  const entries = Object.entries(object).map(([name, value]) => [names.get(name) ?? name, value]);
  return Object.fromEntries(entries) as KubeObject;
}

function autoscalerV2(hpa: KubeObject): KubeObject {
  const { targetCPUUtilizationPercentage: target, ...spec } = record(hpa, 'spec');
  const { currentCPUUtilizationPercentage: current, ...status } = record(hpa, 'status');
  const cpu = (part: Record<string, unknown>) => [{ type: 'Resource', resource: { name: 'cpu', ...part } }];
  return {
    ...hpa,
    apiVersion: 'autoscaling/v2',
    spec: {
      ...spec,
      ...(target === undefined
        ? {}
        : { metrics: cpu({ target: { type: 'Utilization', averageUtilization: target } }) }),
    },
    status: {
      ...status,
      ...(current === undefined ? {} : { currentMetrics: cpu({ current: { averageUtilization: current } }) }),
    },
  };
}

/** The first version knows CPU utilisation only; what else there is stays in the second. */
function autoscalerV1(hpa: KubeObject): KubeObject {
  const { metrics: _metrics, behavior: _behavior, ...spec } = record(hpa, 'spec');
  const { currentMetrics: _current, conditions: _conditions, ...status } = record(hpa, 'status');
  const target = cpuUtilisation(list(hpa, 'spec.metrics'), 'target');
  const current = cpuUtilisation(list(hpa, 'status.currentMetrics'), 'current');
  return {
    ...hpa,
    apiVersion: 'autoscaling/v1',
    spec: { ...spec, ...(target === undefined ? {} : { targetCPUUtilizationPercentage: target }) },
    status: { ...status, ...(current === undefined ? {} : { currentCPUUtilizationPercentage: current }) },
  };
}

function cpuUtilisation(metrics: unknown[], part: 'target' | 'current'): unknown {
  const cpu = metrics.find((metric) => isRecord(metric) && record(metric, 'resource').name === 'cpu');
  return record(cpu, 'resource', part).averageUtilization;
}
