import {
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  type Listener,
  type LoadBalancer,
  type Rule,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Connection } from '../connection.ts';
import { paged } from './paged.ts';

const mostBalancers = 400;
/** A listener has 100 rules unless the account's quota was raised; a load balancer 50 listeners. */
const mostRules = 100;
const mostListeners = 50;

export interface ListenerView {
  listener: Listener;
  /** In the order in which they are tried; the default last. */
  rules: Rule[];
}

export async function listLoadBalancers(
  connection: Connection,
  signal: AbortSignal,
): Promise<{ items: LoadBalancer[]; more: boolean }> {
  return paged(mostBalancers, async (Marker) => {
    const input = { ...(Marker !== undefined && { Marker }) };
    const page = await connection.read(
      'elasticloadbalancing:DescribeLoadBalancers',
      input,
      signal,
      ({ elbv2 }, options) => elbv2.send(new DescribeLoadBalancersCommand(input), options),
    );
    return { items: page.LoadBalancers, next: page.NextMarker };
  });
}

/** A load balancer's listeners with their rules: a request for each listener of an application load balancer. */
export async function readListeners(
  connection: Connection,
  { LoadBalancerArn = '', Type }: LoadBalancer,
  signal: AbortSignal,
): Promise<ListenerView[]> {
  const { items } = await paged(mostListeners, async (Marker) => {
    const input = { LoadBalancerArn, ...(Marker !== undefined && { Marker }) };
    const page = await connection.read('elasticloadbalancing:DescribeListeners', input, signal, ({ elbv2 }, options) =>
      elbv2.send(new DescribeListenersCommand(input), options),
    );
    return { items: page.Listeners, next: page.NextMarker };
  });
  return Promise.all(
    items.map(async (listener) => ({
      listener,
      // A network load balancer's listeners have their default action and no rules.
      rules: Type === 'application' ? await readRules(connection, listener.ListenerArn ?? '', signal) : [],
    })),
  );
}

async function readRules(connection: Connection, ListenerArn: string, signal: AbortSignal): Promise<Rule[]> {
  const { items } = await paged(mostRules, async (Marker) => {
    const input = { ListenerArn, ...(Marker !== undefined && { Marker }) };
    const page = await connection.read('elasticloadbalancing:DescribeRules', input, signal, ({ elbv2 }, options) =>
      elbv2.send(new DescribeRulesCommand(input), options),
    );
    return { items: page.Rules, next: page.NextMarker };
  });
  const place = ({ Priority = '', IsDefault }: Rule): number =>
    IsDefault ? Number.MAX_SAFE_INTEGER : Number(Priority);
  return items.sort((a, b) => place(a) - place(b));
}
