import { headline, quotes } from '../../runtime/quotes.ts';
import type { TargetGroupView } from '../read/load-balancers.ts';
import { shortName } from '../read/paged.ts';
import { type Draft, objectName } from './draft.ts';

/** Targets that their health check fails, by the reason that most of them have. */
export function targetFinding(view: TargetGroupView): Draft | undefined {
  const { group, targets } = view;
  const sick = targets.filter(isSick);
  if (sick.length === 0) return undefined;
  const name = group.TargetGroupName ?? '';
  const reasons = sick.map(({ TargetHealth }) => `${TargetHealth?.Reason ?? ''}: ${TargetHealth?.Description ?? ''}`);
  const usual = [...new Set(reasons)].sort((a, b) => count(reasons, b) - count(reasons, a))[0] ?? '';
  const check =
    `${group.HealthCheckProtocol ?? ''} ${group.HealthCheckPath ?? ''} on port ${group.HealthCheckPort ?? '?'}`.trim();
  return {
    category: 'load-balancer-unhealthy',
    object: objectName('elbv2', name),
    severity: sick.length === targets.length ? 'critical' : 'warning',
    title: headline(
      `Target group ${name}: ${sick.length} of ${targets.length} targets unhealthy, ${usual} (check ${check})`,
    ),
    mechanism: 'A load balancer sends nothing to targets that fail its health check; without any it answers 503.',
    evidence: quotes(targetLines(view), 3),
    relevant: true,
    depth: 1,
    next: {
      tool: 'aws_get',
      args: { what: 'load_balancers', service: name },
      why: 'all its targets and its health check',
    },
  };
}

/** The group with its check, then each target that is not healthy. */
export function targetLines({ group, targets }: TargetGroupView): string[] {
  const healthy = targets.filter(({ TargetHealth }) => TargetHealth?.State === 'healthy').length;
  const of = (group.LoadBalancerArns ?? []).map((arn) => arn.split('/').at(-2) ?? shortName(arn)).join(', ');
  const check = `${group.HealthCheckProtocol ?? ''} ${group.HealthCheckPath ?? ''}`.trim();
  return [
    `target group ${group.TargetGroupName}: ${healthy} of ${targets.length} targets healthy, check ${check} every ${group.HealthCheckIntervalSeconds ?? '?'}s${of ? `, of ${of}` : ', of no load balancer'}`,
    ...targets
      .filter(({ TargetHealth }) => TargetHealth?.State !== 'healthy')
      .map(({ Target, TargetHealth }) =>
        `target ${Target?.Id}:${Target?.Port ?? ''} ${TargetHealth?.State} ${TargetHealth?.Reason ?? ''} ${TargetHealth?.Description ?? ''}`.trim(),
      ),
  ];
}

/** Unused is a target of a group that nothing sends to, or one in a zone that the load balancer does not serve. */
const isSick = ({ TargetHealth }: TargetGroupView['targets'][number]): boolean =>
  TargetHealth?.State === 'unhealthy' ||
  TargetHealth?.State === 'unavailable' ||
  (TargetHealth?.State === 'unused' && /Availability Zone/i.test(TargetHealth.Description ?? ''));

const count = (all: string[], one: string): number => all.filter((other) => other === one).length;
