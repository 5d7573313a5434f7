import { z } from 'zod';

/** One call as CloudTrail recorded it, with what a person wants to know of it. */
export interface TrailRecord {
  at: Date;
  /** The person, or the role with its session: `github-actions/billing`. */
  actor: string;
  /** `ecs:UpdateService` */
  action: string;
  /** What it was done to, as the request names it. */
  target: string;
  /** `AccessDenied`, and what AWS said. */
  error?: { code: string; message: string };
  readOnly: boolean;
}

const written = z.object({
  eventTime: z.string(),
  eventSource: z.string(),
  eventName: z.string(),
  readOnly: z.boolean().optional(),
  errorCode: z.string().optional(),
  errorMessage: z.string().optional(),
  userIdentity: z
    .object({
      type: z.string().optional(),
      userName: z.string().optional(),
      arn: z.string().optional(),
      invokedBy: z.string().optional(),
    })
    .optional(),
  requestParameters: z.record(z.string(), z.unknown()).nullish(),
});

/** Undefined for what is no record of CloudTrail's. */
export function readRecord(text: string): TrailRecord | undefined {
  const parsed = written.safeParse(jsonOf(text));
  if (!parsed.success) return undefined;
  const { eventTime, eventSource, eventName, readOnly, errorCode, errorMessage = '', userIdentity } = parsed.data;
  return {
    at: new Date(eventTime),
    actor: actorOf(userIdentity),
    action: `${eventSource.replace(/\.amazonaws\.com$/, '')}:${eventName}`,
    target: targetOf(parsed.data.requestParameters ?? {}),
    ...(errorCode && { error: { code: errorCode, message: errorMessage } }),
    readOnly: readOnly ?? false,
  };
}

function actorOf(identity: z.infer<typeof written>['userIdentity']): string {
  // arn:aws:sts::112233445566:assumed-role/github-actions/billing
  const role = /:assumed-role\/(.+)$/.exec(identity?.arn ?? '')?.[1];
  return role ?? identity?.userName ?? identity?.invokedBy ?? identity?.arn?.split(':').at(-1) ?? identity?.type ?? '?';
}

/** Parameters that name things or say how many, which and in what state; never values that may be secret, such as environments. */
const telling =
  /(?:name|id|identifier|arn|description|version|tag|image|service|cluster|family|definition|count|capacity|class|size|storage|state|enabled|port|cidr\w*|memory|timeout|principal|action|immediately|period|concurren\w+|weight|status|queue|table|bucket|database|dsn|host|started_?by|strategy)s?$/i;
const hidden = /secret|password|token|credential|environment|private|clientRequest|user_?data/i;
/** An address may carry a user and a password. */
const holdsLogin = /:\/\/[^/]*@/;
const mostChars = 220;

function targetOf(parameters: Record<string, unknown>): string {
  return flatten(parameters, 0)
    .map(([key, value]) => `${key}=${value.replace(/^arn:aws:[^:]*:[^:]*:\d*:/, '')}`)
    .join(' ')
    .slice(0, mostChars);
}

function flatten(value: Record<string, unknown>, depth: number): [string, string][] {
  return Object.entries(value).flatMap(([key, inner]): [string, string][] => {
    // An environment's or secret's name is none of its values.
    if (hidden.test(key) && !/^(?:environment|secret)(?:Id|Name)$/i.test(key)) return [];
    if (inner === null || inner === undefined) return [];
    if (Array.isArray(inner)) {
      const parts = inner.slice(0, 3).flatMap((item) => (isRecord(item) && depth < 3 ? flatten(item, depth + 1) : []));
      return parts.length > 0
        ? parts
        : inner.every((item) => typeof item === 'string') && telling.test(key)
          ? [[key, inner.slice(0, 3).join(',')]]
          : [];
    }
    if (isRecord(inner)) return depth < 3 ? flatten(inner, depth + 1) : [];
    return telling.test(key) && !holdsLogin.test(String(inner)) ? [[key, String(inner).slice(0, 120)]] : [];
  });
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
