import { z } from 'zod';
import { ToolError } from '../runtime/tool-error.ts';
import { type Place, placeName } from './config.ts';

const awsFailure = z.object({
  name: z.string().default('Error'),
  message: z.string().default(''),
  code: z.string().optional(),
  $metadata: z.object({ httpStatusCode: z.number().optional() }).optional(),
});

const denied = /^(?:AccessDenied|AccessDeniedException|UnauthorizedOperation|NotAuthorized\w*|AuthorizationError\w*)$/;
const unauthorized =
  /^(?:ExpiredToken|ExpiredTokenException|TokenRefreshRequired|UnrecognizedClientException|InvalidClientTokenId|InvalidSignatureException|SignatureDoesNotMatch|IncompleteSignature\w*|MissingAuthenticationToken\w*|CredentialsProviderError|TokenProviderError)$/;
const throttled =
  /^(?:Throttl\w+|TooManyRequests\w*|RequestLimitExceeded|LimitExceededException|SlowDown|ServiceQuotaExceeded\w*)$/;
const missing = /(?:NotFound|NotFoundException|DoesNotExist)$/;
const invalid = /^(?:InvalidParameter\w*|MalformedQueryException|Validation\w*|ClientException|InvalidTimeRange\w*)$/;
const network =
  /\b(?:ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|EPIPE|EHOSTUNREACH|ENETUNREACH|CERT_\w+|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_\w+)\b/;

/** What AWS or the way to it answered, in the runtime's words. Names the IAM action and the place. */
export function explainFailure(error: unknown, action: string, place: Place): ToolError {
  if (error instanceof ToolError) return error;
  const { name, message, code, $metadata } = awsFailure.catch({ name: 'Error', message: String(error) }).parse(error);
  const status = $metadata?.httpStatusCode ?? 0;
  // A page of HTML, from a proxy or a gateway: the SDK's words for it are meant for who debugs the SDK.
  const foreign = name === 'SyntaxError' && status !== 501;
  const what = foreign ? `the answer is none of AWS's (HTTP ${status})` : `${name}: ${message.slice(0, 400)}`;
  const said = `${action} in ${placeName(place)}: ${what}`;
  const fail = (kind: ConstructorParameters<typeof ToolError>[0], hint?: string): ToolError =>
    new ToolError(kind, said, { cause: error, ...(hint && { hint }) });

  if (denied.test(name)) {
    // Where a role cannot be assumed, that is the permission that is missing.
    const needed = /not authorized to perform: ([\w-]+:\w+)/.exec(message)?.[1] ?? action;
    return fail('forbidden', `the credentials need the IAM action ${needed}`);
  }
  if (unauthorized.test(name)) {
    return fail('unauthorized', 'the AWS credentials are missing, wrong or expired: renew them and restart the server');
  }
  if (throttled.test(name) || status === 429)
    return fail('throttled', 'AWS limits the rate; try again in some seconds');
  if (missing.test(name) || /Unable to describe task definition/.test(message)) return fail('not_found');
  if (invalid.test(name)) return fail('invalid_arguments');
  if (name === 'TimeoutError' || code === 'ETIMEDOUT') return fail('timeout');
  // The SDK may have wrapped the error, and then only its words say what it was.
  if (network.test(code ?? message) || foreign)
    return fail('unavailable', 'AWS cannot be reached from here: look at the network, proxy and AWS_ENDPOINT_URL');
  return status >= 500 && status !== 501 ? fail('unavailable') : fail('failed');
}
