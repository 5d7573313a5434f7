import { Agent } from 'node:https';
import type { STSClientConfig } from '@aws-sdk/client-sts';
import { assumedRole } from '../../aws/credentials.ts';
import { explainFailure } from '../../aws/failure.ts';
import { proxyEnvironment } from '../../runtime/proxy.ts';
import { ToolError } from '../../runtime/tool-error.ts';

/** As whom AWS is asked, and where. */
export interface AwsAccess {
  region: string;
  profile?: string | undefined;
  roleArn?: string | undefined;
  /** Keys, region and endpoint that it holds go before those of the SDK's own chain. */
  env: Record<string, string | undefined>;
}

export type ClientSettings = Pick<
  STSClientConfig,
  'region' | 'requestHandler' | 'maxAttempts' | 'endpoint' | 'profile' | 'credentials'
>;

/** A token is asked for once in ten minutes: clients are made for it and closed again. Errors are ToolErrors. */
export async function askAws<T>(
  access: AwsAccess,
  action: string,
  ask: (settings: ClientSettings) => Promise<T>,
): Promise<T> {
  const { region, roleArn } = access;
  const proxy = proxyEnvironment(access.env);
  const httpsAgent = new Agent({ ...(proxy && { proxyEnv: { ...proxy } }) });
  const settings: ClientSettings = {
    region,
    requestHandler: { httpsAgent, connectionTimeout: 4_000, requestTimeout: 8_000, throwOnRequestTimeout: true },
    maxAttempts: 3,
    ...(access.env.AWS_ENDPOINT_URL && { endpoint: access.env.AWS_ENDPOINT_URL }),
    ...credentialsIn(access),
  };
  const role = roleArn === undefined ? undefined : assumedRole(roleArn, settings);
  try {
    // First, so that what fails here is known to be the role.
    await role?.provide().catch((error: unknown) => {
      throw notAssumed(error, access);
    });
    return await ask(role ? { ...settings, credentials: role.provide } : settings);
  } catch (error) {
    throw withoutCredentials(explainFailure(error, action, { region }), access);
  } finally {
    role?.close();
    httpsAgent.destroy();
  }
}

/** As in the SDK's chain, a profile goes before keys. */
function credentialsIn({ profile, env }: AwsAccess): Pick<ClientSettings, 'profile' | 'credentials'> {
  const named = profile || env.AWS_PROFILE;
  if (named) return { profile: named };
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: token } = env;
  if (!accessKeyId || !secretAccessKey) return {};
  return { credentials: { accessKeyId, secretAccessKey, ...(token && { sessionToken: token }) } };
}

/** Where the SDK's chain ends with none, its words do not say what to do. */
function withoutCredentials(said: ToolError, { profile, env }: AwsAccess): ToolError {
  if (!/\b(?:CredentialsProviderError|TokenProviderError):/.test(said.message)) return said;
  const named = profile || env.AWS_PROFILE;
  const hint = named
    ? `the profile ${named} gives no credentials: check its name, or renew its session (aws sso login --profile ${named})`
    : 'the server has no AWS credentials: give its pod a role, or set AWS_PROFILE or keys';
  return new ToolError('unauthorized', said.message, { hint, cause: said.cause });
}

function notAssumed(error: unknown, { region, roleArn }: AwsAccess): ToolError {
  const said = explainFailure(error, 'sts:AssumeRole', { region });
  if (said.code !== 'forbidden' && said.code !== 'invalid_arguments') return said;
  return new ToolError(said.code, said.message, {
    hint: `allow the agent's identity sts:AssumeRole on ${roleArn}, and name the identity in that role's trust policy`,
    cause: error,
  });
}
