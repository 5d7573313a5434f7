import { isNamedSecret, redactNamedSecrets } from './named-secrets.ts';
import { type PersonalKind, personalKinds, redactPersonal } from './personal.ts';
import { redacted, redactShapedSecrets } from './shaped-secrets.ts';

/** Set once, when a program starts: redaction stands at too many edges to be handed to each. */
let personal: ReadonlySet<PersonalKind> = new Set();

/**
 * Has e-mail and IP addresses removed beside secrets, as `SRE_AGENT_REDACT` lists them: `email,ip`. For this process, from
 * now on. Throws where the variable names something else.
 */
export function redactAlso(env: { SRE_AGENT_REDACT?: string | undefined }): void {
  const wanted = (env.SRE_AGENT_REDACT ?? '').split(',').flatMap((kind) => kind.trim() || []);
  const unknown = wanted.find((kind) => !personalKinds.some((known) => known === kind));
  if (unknown !== undefined)
    throw new Error(`SRE_AGENT_REDACT holds '${unknown}': expected ${personalKinds.join(', ')}`);
  personal = new Set(personalKinds.filter((kind) => wanted.includes(kind)));
}

/**
 * Removes secrets from text before it enters a history, a prompt, a log or Slack, and keeps everything else readable:
 * what has a secret's shape, and what stands beside a secret's name. Of the standard library alone, since it stands at
 * every edge. Time grows with the length of the text, about a millisecond for 16 kB.
 */
export function redact(text: string): string {
  const left = redactNamedSecrets(redactShapedSecrets(text));
  return personal.size === 0 ? left : redactPersonal(left, personal);
}

/** Redacts every string of a JSON value, also by its key where that names a secret: `{"password": "..."}`. */
export function redactDeep<T>(value: T): T;
export function redactDeep(value: unknown): unknown {
  if (typeof value === 'string') return redact(value);
  if (Array.isArray(value)) return value.map((item) => redactDeep(item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      typeof item === 'string' && isNamedSecret(key, item) ? redacted : redactDeep(item),
    ]),
  );
}
