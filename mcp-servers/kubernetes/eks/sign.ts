import { SignatureV4, type SignatureV4CryptoInit } from '@smithy/signature-v4';
import type { Keys } from '../../aws/credentials.ts';

/** How long the URL may be used, seconds: what the aws command signs. EKS itself takes the token for 15 minutes. */
const expiresIn = 60;

interface Signing extends SignatureV4CryptoInit {
  cluster: string;
  region: string;
  /** AWS's own address of STS in the region: EKS asks there, and takes no other. */
  endpoint: URL;
  keys: Keys;
}

/**
 * A token for an EKS cluster: a presigned GetCallerIdentity request, with the cluster's name signed as a header. The cluster
 * sends it to STS, which tells whose it is. Format: https://github.com/kubernetes-sigs/aws-iam-authenticator#api-authorization-from-outside-a-cluster
 */
export async function signToken({ cluster, region, endpoint, keys, sha256 }: Signing): Promise<string> {
  const signer = new SignatureV4({ service: 'sts', region, credentials: keys, sha256 });
  const { query = {} } = await signer.presign(
    {
      method: 'GET',
      protocol: 'https:',
      hostname: endpoint.hostname,
      path: '/',
      query: { Action: 'GetCallerIdentity', Version: '2011-06-15' },
      headers: { host: endpoint.hostname, 'x-k8s-aws-id': cluster },
    },
    { expiresIn },
  );
  const parameters = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`);
  const url = `https://${endpoint.hostname}/?${parameters.join('&')}`;
  return `k8s-aws-v1.${Buffer.from(url).toString('base64url')}`;
}
