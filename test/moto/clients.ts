import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { ECSClient } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { RDSClient } from '@aws-sdk/client-rds';
import { STSClient } from '@aws-sdk/client-sts';
import { XRayClient } from '@aws-sdk/client-xray';
import type { Endpoint } from './moto.ts';

export type Clients = ReturnType<typeof clientsOf>;

/** The SDK's clients for an endpoint; each asks once, so that an error is seen as it came. */
export function clientsOf({ url, region, credentials }: Endpoint) {
  const settings = { endpoint: url, region, credentials, maxAttempts: 1 };
  const clients = {
    logs: new CloudWatchLogsClient(settings),
    cloudwatch: new CloudWatchClient(settings),
    ecs: new ECSClient(settings),
    rds: new RDSClient(settings),
    lambda: new LambdaClient(settings),
    elbv2: new ElasticLoadBalancingV2Client(settings),
    xray: new XRayClient(settings),
    sts: new STSClient(settings),
  };
  const close = (): void => {
    for (const client of Object.values(clients)) client.destroy();
  };
  return { ...clients, close };
}
