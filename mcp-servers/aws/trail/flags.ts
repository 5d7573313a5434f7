import { z } from 'zod';
import type { TrailRecord } from './record.ts';

/** Words by which log groups that keep a flag service's audit log are called; each is one request. */
export const flagGroups = ['flag', 'launchdarkly', 'unleash', 'statsig'];

const text = z.string().optional().catch(undefined);
const person = z.union([z.string(), z.looseObject({ email: text, name: text, username: text })]);

/** As flag services put it, each with its own words for what was switched, by whom and how. */
const entry = z.looseObject({
  kind: text,
  name: text,
  featureName: text,
  flag: text,
  flagKey: text,
  feature: z
    .union([z.string(), z.looseObject({ name: text })])
    .optional()
    .catch(undefined),
  titleVerb: text,
  type: text,
  action: text,
  comment: text,
  member: person.optional().catch(undefined),
  createdBy: person.optional().catch(undefined),
  author: person.optional().catch(undefined),
  user: person.optional().catch(undefined),
  environment: text,
  time: text,
  date: text,
  createdAt: text,
});

/** One line of such a log as a call; undefined for what tells of no flag, or not what was done to it. */
export function readFlagEvent(line: string, loggedAt: string): TrailRecord | undefined {
  const outer = objectIn(line);
  const inner = z.looseObject({ detail: z.looseObject({}).optional() }).safeParse(outer);
  const parsed = entry.safeParse(inner.data?.detail ?? outer);
  if (!parsed.success) return undefined;
  const { kind, name, featureName, flag, flagKey, feature, titleVerb, type, action, comment, ...one } = parsed.data;
  const called = featureName ?? flagKey ?? flag ?? (typeof feature === 'string' ? feature : feature?.name);
  const target = called ?? (kind === undefined || /flag|feature/i.test(kind) ? name : undefined);
  const verb = titleVerb ?? action ?? type;
  if (target === undefined || verb === undefined) return undefined;
  const at = new Date(entry.safeParse(outer).data?.time ?? one.date ?? one.createdAt ?? loggedAt);
  return {
    at: Number.isNaN(at.getTime()) ? new Date(loggedAt) : at,
    actor: [one.member, one.createdBy, one.author, one.user].map(nameOf).find((who) => who !== undefined) ?? '?',
    action: `flag:${verb.trim().replaceAll(/\s+/g, '-')}`,
    target: [target, one.environment && `environment=${one.environment}`, comment && `(${comment})`]
      .filter(Boolean)
      .join(' ')
      .slice(0, 220),
    readOnly: false,
  };
}

const nameOf = (who: z.infer<typeof person> | undefined): string | undefined =>
  typeof who === 'string' ? who : (who?.email ?? who?.username ?? who?.name);

function objectIn(line: string): unknown {
  try {
    return JSON.parse(line.slice(Math.max(0, line.indexOf('{'))));
  } catch {
    return undefined;
  }
}
