import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { shareReads } from '../../runtime/share.ts';
import { ToolError } from '../../runtime/tool-error.ts';
import { type AwsAccess, askAws } from './access.ts';
import { signToken } from './sign.ts';

const minute = 60_000;
/** EKS takes a token for 15 minutes; the aws command counts with one less, for clocks that differ. */
const validFor = 14 * minute;
/** Long before that, so that a failing renewal can be repeated while the old token still holds. */
const renewedAfter = 10 * minute;
const shortest = 20_000;

interface Signed {
  token: string;
  madeAt: number;
  renewAt: number;
  validUntil: number;
}

/**
 * The tokens of one EKS cluster and one identity: signed in this process, renewed before they expire, once for all who wait.
 * By the real clock, since the cluster and STS know no other.
 */
export class EksTokens {
  private readonly cluster: string;
  private readonly access: AwsAccess;
  private readonly share = shareReads();
  private signed: Signed | undefined;
  private signing: Promise<Signed> | undefined;

  constructor(cluster: string, access: AwsAccess) {
    this.cluster = cluster;
    this.access = access;
  }

  /** Throws ToolErrors that say what is wrong with the credentials or the role. */
  async token(): Promise<string> {
    const { signed } = this;
    if (signed && Date.now() < signed.renewAt) return signed.token;
    this.signing ??= this.sign().finally(() => {
      this.signing = undefined;
    });
    try {
      this.signed = await this.signing;
      return this.signed.token;
    } catch (error) {
      if (signed && Date.now() < signed.validUntil) return signed.token;
      throw error;
    }
  }

  /** After a refusal: whether there will be another token. One that was just made would be refused as well. */
  renewIfOld(): boolean {
    if (this.signed && Date.now() - this.signed.madeAt < minute) return false;
    this.signed = undefined;
    return true;
  }

  /** The API server's 401, told apart: keys that AWS refuses as well, or an identity that this cluster does not know. */
  async explain(refused: ToolError): Promise<ToolError> {
    const { cluster } = this;
    const { region } = this.access;
    try {
      // Many requests are refused at once: AWS is asked once.
      const principal = await this.share('identity', new AbortController().signal, () => this.principal());
      const message = `${refused.message}: EKS cluster ${cluster} in ${region} has no access entry for ${principal}`;
      return new ToolError('unauthorized', message, {
        hint: `aws eks create-access-entry --region ${region} --cluster-name ${cluster} --principal-arn ${principal} --kubernetes-groups sre-agent-readers (or name it in the ConfigMap aws-auth), and check that the name ${cluster} is this cluster's`,
        cause: refused,
      });
    } catch (error) {
      if (!(error instanceof ToolError) || error.code === 'unavailable' || error.code === 'timeout') return refused;
      return new ToolError(error.code, `${refused.message}: ${error.message}`, {
        ...(error.hint && { hint: error.hint }),
        cause: error,
      });
    }
  }

  private async principal(): Promise<string> {
    const { Arn = '' } = await askAws(this.access, 'sts:GetCallerIdentity', async (settings) => {
      const sts = new STSClient(settings);
      return sts.send(new GetCallerIdentityCommand({})).finally(() => sts.destroy());
    });
    return principalOf(Arn);
  }

  private async sign(): Promise<Signed> {
    const { cluster, access } = this;
    return askAws(access, 'sts:GetCallerIdentity', async (settings) => {
      const sts = new STSClient(settings);
      try {
        const keys = await sts.config.credentials();
        const { url } = sts.config.endpointProvider({ Region: access.region, UseFIPS: false, UseDualStack: false });
        const madeAt = Date.now();
        const { sha256 } = sts.config;
        const token = await signToken({ cluster, region: access.region, endpoint: url, keys, sha256 });
        // A URL that was signed with temporary keys ends with them.
        const keysEnd = keys.expiration?.getTime() ?? Number.POSITIVE_INFINITY;
        const renewAt = Math.max(madeAt + shortest, Math.min(madeAt + renewedAfter, keysEnd - minute));
        return { token, madeAt, renewAt, validUntil: Math.min(madeAt + validFor, keysEnd) };
      } finally {
        sts.destroy();
      }
    });
  }
}

/** An access entry names the role, not one session of it. */
const principalOf = (arn: string): string =>
  arn.replace(/^(arn:[\w-]+:)sts(::\d+:)assumed-role\/([^/]+)\/.*$/, '$1iam$2role/$3');
