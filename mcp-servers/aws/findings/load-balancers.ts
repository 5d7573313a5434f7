import type { Action, LoadBalancer, Rule } from '@aws-sdk/client-elastic-load-balancing-v2';
import { headline, quotes } from '../../runtime/quotes.ts';
import type { ListenerView } from '../read/listeners.ts';
import type { TargetGroupView } from '../read/load-balancers.ts';
import { type Draft, objectName } from './draft.ts';

/** A load balancer that could not be set up or has no room to grow. */
export function loadBalancerFinding(balancer: LoadBalancer): Draft | undefined {
  const { LoadBalancerName: name = '', State } = balancer;
  if (State?.Code !== 'failed' && State?.Code !== 'active_impaired') return undefined;
  const failed = State.Code === 'failed';
  return {
    category: 'load-balancer-unhealthy',
    object: objectName('elbv2', name),
    severity: failed ? 'critical' : 'warning',
    title: headline(`Load balancer ${name} is ${State.Code}${State.Reason ? `: ${State.Reason}` : ''}`),
    mechanism: failed
      ? 'A load balancer that could not be set up takes no connections.'
      : 'An impaired load balancer routes traffic, and lacks what it needs to scale, as free addresses in its subnets.',
    evidence: quotes([balancerLine(balancer)]),
    relevant: true,
    depth: 0,
    next: { tool: 'aws_get', args: { what: 'load_balancers', service: name }, why: 'its listeners and targets' },
  };
}

/** A group that a listener sends requests to, and that nothing is registered in. */
export function emptyGroupFinding({ group, targets }: TargetGroupView, listeners: ListenerView[]): Draft | undefined {
  const { TargetGroupName: name = '', TargetGroupArn: arn = '' } = group;
  const [route] = targets.length > 0 ? [] : listeners.flatMap((view) => routesTo(view, arn));
  if (route === undefined) return undefined;
  return {
    category: 'load-balancer-unhealthy',
    object: objectName('elbv2', name),
    severity: 'critical',
    title: headline(`Target group ${name} has no targets, and ${route} sends requests to it`),
    mechanism: 'A load balancer answers 503 to what it would send to a group without registered targets.',
    evidence: quotes([route]),
    relevant: true,
    depth: 1,
    next: {
      tool: 'aws_changes',
      args: { names: [name] },
      why: 'who took its targets away, or pointed the listener at it',
    },
  };
}

/** `load balancer edge (application, internet-facing): active, edge-1.us-east-1.elb.amazonaws.com, 2 zones` */
export function balancerLine({
  LoadBalancerName,
  Type,
  Scheme,
  State,
  DNSName,
  AvailabilityZones,
}: LoadBalancer): string {
  const state = `${State?.Code ?? 'state unknown'}${State?.Reason ? ` (${State.Reason})` : ''}`;
  const zones = `${AvailabilityZones?.length ?? 0} zones`;
  return `load balancer ${LoadBalancerName} (${[Type, Scheme].filter(Boolean).join(', ')}): ${[state, DNSName, zones].filter(Boolean).join(', ')}`;
}

/** A line for each rule of a listener, the default last: what it takes and where it goes. */
export function listenerLines({ listener, rules }: ListenerView): string[] {
  const at = `listener ${listener.Protocol ?? ''}:${listener.Port ?? ''}`;
  if (rules.length === 0) return [`${at} -> ${actionWords(listener.DefaultActions)}`];
  return rules.map((rule) => `${at} ${conditionWords(rule)} -> ${actionWords(rule.Actions)}`);
}

function routesTo(view: ListenerView, arn: string): string[] {
  const { listener, rules } = view;
  const actions = rules.length > 0 ? rules.map(({ Actions = [] }) => Actions) : [listener.DefaultActions ?? []];
  const lines = listenerLines(view);
  return actions.flatMap((those, index) =>
    those.flatMap(targetsOf).some((one) => one.arn === arn && one.weight > 0) ? (lines[index] ?? []) : [],
  );
}

/** An action names its only group, or several with weights; a weight of 0 gets nothing. */
function targetsOf({ TargetGroupArn, ForwardConfig }: Action): { arn: string; weight: number }[] {
  const weighted = ForwardConfig?.TargetGroups ?? [];
  if (weighted.length === 0) return TargetGroupArn ? [{ arn: TargetGroupArn, weight: 1 }] : [];
  return weighted.map((one) => ({ arn: one.TargetGroupArn ?? '', weight: one.Weight ?? 1 }));
}

function conditionWords({ Conditions = [], IsDefault }: Rule): string {
  if (IsDefault) return 'default';
  return Conditions.map(({ Field = '', Values, ...config }) => {
    const values = Values?.length ? Values : Object.values(config).flatMap((one) => listOf(one));
    return `${Field} ${values.join('|')}`;
  }).join(' and ');
}

const listOf = (config: unknown): string[] =>
  typeof config === 'object' && config !== null && 'Values' in config && Array.isArray(config.Values)
    ? config.Values.filter((value) => typeof value === 'string')
    : [];

function actionWords(actions: Action[] = []): string {
  const last = actions.at(-1);
  if (!last) return 'nothing';
  const { Type = '', FixedResponseConfig: fixed, RedirectConfig: to } = last;
  if (fixed) return `fixed response ${fixed.StatusCode ?? ''}`.trim();
  if (to) return `redirect ${to.StatusCode ?? ''} ${to.Protocol ?? ''}:${to.Port ?? ''}`.trim();
  const groups = targetsOf(last);
  const names = groups.map(
    ({ arn, weight }) => `${arn.split('/').at(-2) ?? arn}${groups.length > 1 ? ` (weight ${weight})` : ''}`,
  );
  return names.length > 0 ? names.join(', ') : Type;
}
