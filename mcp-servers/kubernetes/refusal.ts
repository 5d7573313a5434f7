import { z } from 'zod';
import { ToolError } from '../runtime/tool-error.ts';
import type { Asking } from './request.ts';

type Headers = Record<string, string | string[] | undefined>;

const status = z.object({ message: z.string().optional() });

/** `list pods in payments`, `get pods/log api-1 in payments`, `list nodes`. */
export function inWords({ verb, resource, namespace, name }: Asking): string {
  return `${verb} ${resource}${name ? ` ${name}` : ''}${namespace ? ` in ${namespace}` : ''}`;
}

/** The API server's refusal as a ToolError; a missing permission is named as verb, resource and namespace. */
export function refusal(asking: Asking, code: number, body: string, headers: Headers): ToolError {
  const said = messageOf(body);
  const words = inWords(asking);
  const where = asking.namespace ? `in ${asking.namespace}` : 'in the cluster';
  switch (code) {
    case 401:
      return new ToolError('unauthorized', `${words}: 401, the cluster does not accept the credentials`, {
        hint: 'renew the credentials of this context in the kubeconfig',
      });
    case 403:
      return new ToolError('forbidden', `${words} (403: verb ${asking.verb} on ${asking.resource})`, {
        hint: `grant ${asking.verb} on ${asking.resource} ${where}`,
      });
    case 404:
      return new ToolError('not_found', `${words}: 404, ${said || 'not found'}`);
    case 400:
      return new ToolError('invalid_arguments', `${words}: 400, ${said}`);
    case 410:
      return new ToolError('unavailable', `${words}: 410, the list is too old to be continued`, {
        retryable: true,
        hint: 'begin the list anew, without a page',
      });
    case 429:
      return new ToolError('throttled', `${words}: 429, the API server asks for patience`, {
        retryAfterMs: Number(headers['retry-after'] ?? 1) * 1_000 || 1_000,
      });
    default:
      return new ToolError(code >= 500 ? 'unavailable' : 'failed', `${words}: ${code}, ${said.slice(0, 300)}`);
  }
}

/** The API server has forgotten the state that a page belongs to. */
export const isExpired = (error: unknown): boolean => error instanceof ToolError && error.message.includes(': 410,');

/** No answer at all: refused, reset, unknown host, TLS, or too late. */
export function unreachable(asking: Asking, host: string, error: unknown, timeoutMs?: number): ToolError {
  const words = inWords(asking);
  if (timeoutMs !== undefined) {
    return new ToolError('timeout', `${words}: no answer from ${host} within ${timeoutMs / 1_000} s`, { cause: error });
  }
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const why = cause instanceof Error ? cause.message : String(cause);
  return new ToolError('unavailable', `${words}: ${host} cannot be reached: ${why}`, { cause: error });
}

function messageOf(body: string): string {
  try {
    const parsed = status.safeParse(JSON.parse(body));
    return parsed.data?.message ?? '';
  } catch {
    return body.trim().slice(0, 300);
  }
}
