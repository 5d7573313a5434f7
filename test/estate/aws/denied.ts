import type { Case } from '../case.ts';
import { deniedBy } from '../denied.ts';
import { AwsError } from './aws-error.ts';
import type { Caller } from './signature.ts';

/** What IAM calls a service where the folder's name differs. */
const iamPrefixes: Record<string, string> = { elbv2: 'elasticloadbalancing' };

/** Throws the error of the entry of denied.yaml that fits; `hang` where it says that nothing answers. */
export function refuse(
  incident: Pick<Case, 'denied'>,
  service: string,
  operation: string,
  caller: Caller,
): 'hang' | undefined {
  const prefix = iamPrefixes[service] ?? service;
  const entry = deniedBy(incident, { system: 'aws', service: prefix, operation });
  if (entry === undefined) return undefined;
  if (entry.timeout) return 'hang';
  const name = entry.error ?? 'AccessDeniedException';
  throw new AwsError(name, messages[name] ?? denial(`${prefix}:${operation}`, caller), entry.status ?? 400);
}

function denial(action: string, { account, region, service }: Caller): string {
  return (
    `User: arn:aws:iam::${account}:user/estate is not authorized to perform: ${action} on resource: ` +
    `arn:aws:${service}:${region}:${account}:* because no identity-based policy allows the ${action} action`
  );
}

const messages: Record<string, string> = {
  ThrottlingException: 'Rate exceeded',
  ExpiredTokenException: 'The security token included in the request is expired',
  UnrecognizedClientException: 'The security token included in the request is invalid.',
};
