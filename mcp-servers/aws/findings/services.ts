import type { Deployment, Service } from '@aws-sdk/client-ecs';
import { headline, quotes } from '../../runtime/quotes.ts';
import type { ServiceView } from '../look-at-service.ts';
import { shortName } from '../read/paged.ts';
import { type Draft, objectName } from './draft.ts';
import { type Stop, stopLine, whyStopped } from './stopped-task.ts';
import { difference } from './task-definition.ts';

const placement: { pattern: RegExp; category: string; words: string }[] = [
  {
    pattern: /insufficient memory/i,
    category: 'insufficient-memory',
    words: 'no container instance has enough memory',
  },
  { pattern: /insufficient CPU/i, category: 'insufficient-cpu', words: 'no container instance has enough CPU' },
  {
    pattern: /unable to (?:consistently )?(?:place|start)|was unable to place/i,
    category: 'task-start-failure',
    words: 'its tasks cannot be placed',
  },
  {
    pattern: /is unhealthy in .{0,10}target-group|\(port \d+\) is unhealthy/i,
    category: 'load-balancer-unhealthy',
    words: 'its targets are unhealthy',
  },
];

export const isWeak = ({ desiredCount = 0, runningCount = 0 }: Service): boolean => runningCount < desiredCount;

/** Services below strength, failing to deploy or replacing tasks that fail, each with the reason that ECS gives. */
export function serviceFindings(view: ServiceView, window: { since: Date }, relevant: boolean): Draft[] {
  const { service } = view;
  const name = service.serviceName ?? '';
  const primary = service.deployments?.find(({ status }) => status === 'PRIMARY');
  const failing =
    primary?.rolloutState === 'FAILED' || (primary?.rolloutState !== 'COMPLETED' && (primary?.failedTasks ?? 0) > 0);
  const stops = view.stopped.flatMap((task) => {
    const stop = whyStopped(task);
    return stop ? [{ task, stop }] : [];
  });
  const recent = stops.filter(
    ({ task }) => (task.stoppedAt?.getTime() ?? Number.POSITIVE_INFINITY) >= window.since.getTime(),
  );
  const strength = `${service.runningCount ?? 0} of ${service.desiredCount ?? 0} tasks running`;
  const base = { object: objectName('ecs', name), relevant, severity: 'critical' as const, next: nextOf(view) };

  if ((service.desiredCount ?? 0) === 0 && relevant && service.status === 'ACTIVE') {
    const evidence = `service ${name}: desired 0, running ${service.runningCount ?? 0}, pending ${service.pendingCount ?? 0}`;
    return [
      {
        ...base,
        category: 'scaled-to-zero',
        title: `ECS service ${name} is scaled to zero`,
        mechanism: 'Nothing runs where nothing is wanted.',
        evidence: [evidence],
        severity: 'warning',
        depth: 1,
      },
    ];
  }
  if (!isWeak(service) && !failing && recent.length < 2) return [];

  const worst = mostTelling(recent.length > 0 ? recent : stops);
  const event = service.events?.find(({ message = '' }) => placement.some(({ pattern }) => pattern.test(message)));
  const placed =
    worst === undefined && event ? placement.find(({ pattern }) => pattern.test(event.message ?? '')) : undefined;
  const why = worst?.stop ?? placed;
  const since = troubleSince(
    primary,
    failing,
    stops.map(({ task }) => task.stoppedAt),
  );
  const image = worst && !worst.stop.started && /image|registry/.test(worst.stop.words) ? ` (${imageOf(view)})` : '';
  const how =
    failing && primary
      ? `deployment of ${shortName(primary.taskDefinition)} ${primary.rolloutState === 'FAILED' ? 'failed' : 'makes no progress'}`
      : strength;
  const said = worst ? `: ${worst.stop.said.join('; ')}` : event ? `: ${event.message}` : '';
  return [
    {
      ...base,
      severity: isWeak(service) || failing ? 'critical' : 'warning',
      category: why?.category ?? (failing ? 'rollout-stuck' : 'task-start-failure'),
      title: headline(`ECS service ${name}: ${why?.words ?? 'below strength'}${image}, ${how}${said}`),
      mechanism: worst?.stop.mechanism ?? 'ECS cannot bring the service to the strength that is wanted.',
      evidence: quotes(
        [
          worst && stopLine(worst.task, worst.stop),
          strengthLine(service),
          primary && failing ? deploymentLine(primary) : undefined,
          event && `${event.createdAt?.toISOString() ?? ''} ${event.message}`,
          ...changesOf(view).slice(0, 1),
        ],
        4,
      ),
      ...(since && { since: since.toISOString() }),
      depth: worst?.stop.started === false ? 0 : 1,
    },
  ];
}

/** What the newest deployment changed, one line each. */
export function changesOf({ service, current, before }: ServiceView): string[] {
  if (!current || !before) return [];
  const primary = service.deployments?.find(({ status }) => status === 'PRIMARY');
  const at = primary?.createdAt?.toISOString().replace('.000Z', 'Z') ?? '';
  const revisions = `${before.family}:${before.revision} -> ${current.family}:${current.revision}`;
  const lines = difference(before, current);
  return lines.length === 0 ? [] : [`${at} deployed ${revisions}: ${lines.join(' | ')}`];
}

export const strengthLine = ({ serviceName, desiredCount = 0, runningCount = 0, pendingCount = 0 }: Service): string =>
  `service ${serviceName}: desired ${desiredCount}, running ${runningCount}, pending ${pendingCount}`;

export function deploymentLine(deployment: Deployment): string {
  const { taskDefinition, rolloutState, failedTasks = 0, createdAt, rolloutStateReason } = deployment;
  const at = createdAt?.toISOString().replace('.000Z', 'Z') ?? '';
  return `deployment of ${shortName(taskDefinition)} since ${at}: ${rolloutState ?? deployment.status}, ${failedTasks} failed tasks${rolloutStateReason ? `, ${rolloutStateReason}` : ''}`;
}

/** The reason that most of the tasks share; among equals one that kept the program from starting. */
function mostTelling<T extends { stop: Stop }>(stops: T[]): T | undefined {
  const count = (category: string): number => stops.filter(({ stop }) => stop.category === category).length;
  return [...stops].sort(
    (a, b) => count(b.stop.category) - count(a.stop.category) || Number(a.stop.started) - Number(b.stop.started),
  )[0];
}

function troubleSince(
  primary: Deployment | undefined,
  failing: boolean,
  stopped: (Date | undefined)[],
): Date | undefined {
  if (failing && primary?.createdAt) return primary.createdAt;
  return stopped.filter((at) => at !== undefined).sort((a, b) => a.getTime() - b.getTime())[0];
}

function imageOf({ current }: ServiceView): string {
  return (current?.containerDefinitions ?? []).map(({ image }) => image).join(', ');
}

function nextOf({ service }: ServiceView): Draft['next'] {
  return {
    tool: 'aws_get',
    args: { what: 'services', service: service.serviceName ?? '' },
    why: 'its deployments, events, stopped tasks and what the newest task definition changed',
  };
}
