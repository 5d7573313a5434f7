import { AssumeRoleCommand, STSClient, type STSClientConfig } from '@aws-sdk/client-sts';

export interface Keys {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
  expiration?: Date;
}

/** Renewed this long before they end, so that no request starts with keys that expire on the way. */
const marginMs = 5 * 60_000;

/**
 * Keys of a role, assumed with the credentials of the SDK's chain; all clients of a place share them. By the real clock:
 * AWS knows no other.
 */
export function assumedRole(roleArn: string, config: STSClientConfig): { provide(): Promise<Keys>; close(): void } {
  const sts = new STSClient(config);
  let current: Promise<Keys> | undefined;
  let until = 0;

  async function assume(): Promise<Keys> {
    const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: 'sre-agent' }));
    if (!Credentials?.AccessKeyId || !Credentials.SecretAccessKey) throw new Error(`${roleArn} gave no credentials`);
    until = (Credentials.Expiration?.getTime() ?? Date.now() + 900_000) - marginMs;
    return {
      accessKeyId: Credentials.AccessKeyId,
      secretAccessKey: Credentials.SecretAccessKey,
      ...(Credentials.SessionToken && { sessionToken: Credentials.SessionToken }),
      ...(Credentials.Expiration && { expiration: Credentials.Expiration }),
    };
  }

  return {
    async provide() {
      if (current === undefined || (until > 0 && Date.now() >= until)) {
        until = 0;
        current = assume();
      }
      try {
        return await current;
      } catch (error) {
        current = undefined;
        throw error;
      }
    },
    close: () => sts.destroy(),
  };
}
