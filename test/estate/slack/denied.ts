import type { Denied } from '../case.ts';

/** What a case denies of Slack: a method by name with Slack's error word, or the whole system. */
export function denialOf(
  denied: Denied[],
  method: string,
): { status: number; body: Record<string, unknown> } | 'silence' | undefined {
  const rule = denied.find((candidate) => candidate.system === 'slack' || candidate.slack === method);
  if (!rule) return undefined;
  if (rule.timeout) return 'silence';
  return { status: rule.status ?? 200, body: { ok: false, error: rule.error ?? 'internal_error' } };
}
