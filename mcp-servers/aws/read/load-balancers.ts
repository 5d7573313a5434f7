import {
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  type TargetGroup,
  type TargetHealthDescription,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Connection } from '../connection.ts';
import { paged } from './paged.ts';

const mostGroups = 400;

export interface TargetGroupView {
  group: TargetGroup;
  targets: TargetHealthDescription[];
}

export async function listTargetGroups(
  connection: Connection,
  signal: AbortSignal,
): Promise<{ items: TargetGroup[]; more: boolean }> {
  return paged(mostGroups, async (Marker) => {
    const input = { ...(Marker !== undefined && { Marker }) };
    const page = await connection.read(
      'elasticloadbalancing:DescribeTargetGroups',
      input,
      signal,
      ({ elbv2 }, options) => elbv2.send(new DescribeTargetGroupsCommand(input), options),
    );
    return { items: page.TargetGroups, next: page.NextMarker };
  });
}

export async function readTargets(
  connection: Connection,
  group: TargetGroup,
  signal: AbortSignal,
): Promise<TargetGroupView> {
  const input = { TargetGroupArn: group.TargetGroupArn ?? '' };
  const { TargetHealthDescriptions = [] } = await connection.read(
    'elasticloadbalancing:DescribeTargetHealth',
    input,
    signal,
    ({ elbv2 }, options) => elbv2.send(new DescribeTargetHealthCommand(input), options),
  );
  return { group, targets: TargetHealthDescriptions };
}
