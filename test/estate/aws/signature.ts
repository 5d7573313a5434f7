import type { IncomingHttpHeaders } from 'node:http';
import { AwsError } from './aws-error.ts';

/** Who asks for what: from the credential scope of a Signature Version 4 header. */
export interface Caller {
  account: string;
  region: string;
  /** The signing name: `logs`, `monitoring`, `ecs`, ... */
  service: string;
  accessKey: string;
}

const environmentKey = 'ESTATE';
const roleKey = 'ESTATEROLE';

/** A key that says whose it is; plainly not one of AWS's. */
export const accessKeyOf = (account: string): string => environmentKey + account;
export const roleAccessKeyOf = (account: string): string => roleKey + account;
export const isRole = (caller: Caller): boolean => caller.accessKey.startsWith(roleKey);

/** Refuses what is not signed and keys it has not given out; neither the signature nor its date is checked. */
export function callerOf(headers: IncomingHttpHeaders): Caller {
  const header = headers.authorization;
  if (header === undefined) {
    throw new AwsError('MissingAuthenticationTokenException', 'Missing Authentication Token', 403);
  }
  const scope = /^AWS4-HMAC-SHA256 Credential=([^/]+)\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request, ?SignedHeaders=/.exec(
    header,
  );
  const [, accessKey, region, service] = scope ?? [];
  if (accessKey === undefined || region === undefined || service === undefined) {
    throw new AwsError('IncompleteSignatureException', 'Authorization header is not a Signature Version 4 one.', 403);
  }
  const account = /^(?:ESTATEROLE|ESTATE)(\d{12})$/.exec(accessKey)?.[1];
  if (account === undefined) {
    throw new AwsError('UnrecognizedClientException', 'The security token included in the request is invalid.', 403);
  }
  return { account, region, service, accessKey };
}
