import { createHash, createHmac } from 'node:crypto';

/** Whose keys STS knows. */
export interface KnownKey {
  secret: string;
  sessionToken?: string;
}

export interface Signed {
  cluster: string;
  host: string;
  region: string;
  accessKey: string;
  /** Milliseconds since the epoch. */
  signedAt: number;
}

/** The parameters that aws-iam-authenticator lets pass; a URL with any other is refused. */
const allowed =
  /^(?:Action|Version|X-Amz-(?:Algorithm|Content-Sha256|Credential|Date|Expires|Security-Token|Signature|SignedHeaders))$/i;

/**
 * What an EKS cluster makes of a bearer token: decodes the URL, refuses what is not a fresh GetCallerIdentity for this cluster,
 * and, in STS's place, recomputes the signature with the secret. Throws an Error that says what is wrong.
 */
export function verifyToken(
  token: string,
  cluster: string,
  known: (accessKey: string) => KnownKey | undefined,
): Signed {
  const [, encoded] = /^k8s-aws-v1\.([A-Za-z0-9_-]+)$/.exec(token) ?? [];
  if (encoded === undefined) throw new Error('no token of EKS, or one with padding');
  const url = new URL(Buffer.from(encoded, 'base64url').toString('utf8'));
  const of = (name: string): string => url.searchParams.get(name) ?? '';
  for (const name of url.searchParams.keys()) if (!allowed.test(name)) throw new Error(`parameter ${name}`);
  if (url.protocol !== 'https:' || url.pathname !== '/' || url.port !== '') throw new Error(`not STS: ${url.origin}`);
  if (of('Action') !== 'GetCallerIdentity') throw new Error(`action ${of('Action')}`);
  if (of('X-Amz-Expires') !== '60') throw new Error(`expires ${of('X-Amz-Expires')}`);
  if (of('X-Amz-SignedHeaders') !== 'host;x-k8s-aws-id') throw new Error(`signed ${of('X-Amz-SignedHeaders')}`);

  const [accessKey = '', day = '', region = '', service = '', end = ''] = of('X-Amz-Credential').split('/');
  if (service !== 'sts' || end !== 'aws4_request') throw new Error(`scope ${of('X-Amz-Credential')}`);
  if (url.host !== `sts.${region}.amazonaws.com`) throw new Error(`${url.host} is not STS in ${region}`);
  const date = of('X-Amz-Date');
  const signedAt = Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  const age = Date.now() - signedAt;
  if (!(age >= -60_000 && age < 15 * 60_000)) throw new Error(`${Math.round(age / 1_000)} s old`);
  const key = known(accessKey);
  if (key === undefined) throw new Error(`unknown key ${accessKey}`);
  if ((key.sessionToken ?? '') !== of('X-Amz-Security-Token')) throw new Error('another session token');

  const canonical = [
    'GET',
    '/',
    canonicalQuery(url),
    `host:${url.host}\nx-k8s-aws-id:${cluster}\n`,
    'host;x-k8s-aws-id',
    sha256(''),
  ].join('\n');
  const scope = `${day}/${region}/sts/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', date, scope, sha256(canonical)].join('\n');
  const signingKey = [day, region, 'sts', 'aws4_request'].reduce<Buffer | string>(hmac, `AWS4${key.secret}`);
  if (hmac(signingKey, text).toString('hex') !== of('X-Amz-Signature')) throw new Error('the signature does not match');
  return { cluster, host: url.host, region, accessKey, signedAt };
}

function canonicalQuery(url: URL): string {
  return [...url.searchParams]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => `${escaped(name)}=${escaped(value)}`)
    .sort()
    .join('&');
}

const escaped = (text: string): string =>
  encodeURIComponent(text).replaceAll(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const hmac = (key: Buffer | string, text: string): Buffer => createHmac('sha256', key).update(text).digest();
