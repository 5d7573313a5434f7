import { Agent } from 'node:https';
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { ECSClient } from '@aws-sdk/client-ecs';
import { EKSClient } from '@aws-sdk/client-eks';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { HealthClient } from '@aws-sdk/client-health';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { PIClient } from '@aws-sdk/client-pi';
import { RDSClient } from '@aws-sdk/client-rds';
import { XRayClient } from '@aws-sdk/client-xray';
import { type SharedRead, shareReads } from '../runtime/share.ts';
import type { AwsConfig, Place } from './config.ts';
import { assumedRole } from './credentials.ts';
import { explainFailure } from './failure.ts';

/** The clients of one account and region. */
export interface Clients {
  logs: CloudWatchLogsClient;
  /** Asks once: a repeated StartQuery would be paid for twice. */
  logsOnce: CloudWatchLogsClient;
  cloudwatch: CloudWatchClient;
  cloudtrail: CloudTrailClient;
  ecs: ECSClient;
  eks: EKSClient;
  rds: RDSClient;
  pi: PIClient;
  xray: XRayClient;
  lambda: LambdaClient;
  elbv2: ElasticLoadBalancingV2Client;
  health: HealthClient;
}

export interface Connection {
  place: Place;
  /** Sends a read; identical ones within 15 s are sent once. `action` is what IAM calls it: `logs:FilterLogEvents`. */
  read<T>(action: string, input: object, signal: AbortSignal, send: Send<T>): Promise<T>;
  /** Sends what must not be shared or kept. */
  send<T>(action: string, signal: AbortSignal, send: Send<T>): Promise<T>;
  close(): void;
}

export type Send<T> = (clients: Clients, options: { abortSignal: AbortSignal }) => Promise<T>;

/** A request that takes longer is given up and, if it may be, repeated by the SDK within the call's deadline. */
const requestTimeoutMs = 20_000;

const healthRegion = 'us-east-1';

export function connectAll(config: AwsConfig): Connection[] {
  const share = shareReads();
  return config.places.map((place) => connect(place, config, share));
}

function connect(place: Place, { proxy, endpoint, credentials }: AwsConfig, share: SharedRead): Connection {
  const httpsAgent = new Agent({
    keepAlive: true,
    maxSockets: 16,
    ...(proxy && { proxyEnv: { ...proxy } }),
  });
  const requestHandler = {
    httpsAgent,
    connectionTimeout: 5_000,
    requestTimeout: requestTimeoutMs,
    throwOnRequestTimeout: true,
  };
  const common = {
    region: place.region,
    requestHandler,
    retryMode: 'standard',
    maxAttempts: 4,
    ...(endpoint && { endpoint }),
    ...(credentials && { credentials }),
  };
  const role = place.roleArn === undefined ? undefined : assumedRole(place.roleArn, common);
  const settings = role === undefined ? common : { ...common, credentials: role.provide };
  const clients: Clients = {
    logs: new CloudWatchLogsClient(settings),
    logsOnce: new CloudWatchLogsClient({ ...settings, maxAttempts: 1 }),
    cloudwatch: new CloudWatchClient(settings),
    cloudtrail: new CloudTrailClient(settings),
    ecs: new ECSClient(settings),
    eks: new EKSClient(settings),
    rds: new RDSClient(settings),
    pi: new PIClient(settings),
    xray: new XRayClient(settings),
    lambda: new LambdaClient(settings),
    elbv2: new ElasticLoadBalancingV2Client(settings),
    // AWS Health answers for all regions in one.
    health: new HealthClient({ ...settings, region: healthRegion }),
  };
  const connection: Connection = {
    place,
    read(action, input, signal, send) {
      const key = JSON.stringify([place.account, place.region, action, input]);
      return share(key, signal, (shared) => connection.send(action, shared, send));
    },
    async send(action, signal, send) {
      try {
        return await send(clients, { abortSignal: signal });
      } catch (error) {
        signal.throwIfAborted();
        throw explainFailure(error, action, place);
      }
    },
    close() {
      for (const client of Object.values(clients)) client.destroy();
      role?.close();
      httpsAgent.destroy();
    },
  };
  return connection;
}
