import { redact, redactDeep } from './redact.ts';
import { sanitise } from './sanitise.ts';

/** What may leave a server: nothing invisible, no secret. Sanitised first, so that no zero-width character hides one. */
export const clean = (text: string): string => redact(sanitise(text));

/** As the wire would carry it (no undefined, no Date), each string cleaned as a text is. */
export function cleanDeep(value: object): Record<string, unknown> {
  return redactDeep(JSON.parse(JSON.stringify(value, (_, v) => (typeof v === 'string' ? sanitise(v) : v))));
}
