import type { Finding } from '../../runtime/finding.ts';

/** A finding before it is known what caused it. */
export interface Draft extends Omit<Finding, 'id' | 'causedBy' | 'related'> {
  /** Concerns what was asked about, not something else in the same account. */
  relevant: boolean;
  /** How near to a root: a cause has a lower number than what follows from it. */
  depth: 0 | 1 | 2 | 3;
  related?: string[];
}

/** One line of at most 300 characters. */
export function headline(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length <= 300 ? line : `${line.slice(0, 299)}…`;
}

/** At most `limit` different lines on one line each, cut to what a reader needs. */
export function quotes(lines: (string | undefined)[], limit = 3): string[] {
  const clean = lines.map((line) => line?.replaceAll(/\s+/g, ' ').trim().slice(0, 400)).filter((line) => line);
  return [...new Set(clean)].filter((line) => line !== undefined).slice(0, limit);
}

/** A name as a reference may hold it: without spaces and without the slash that log groups begin with. */
export const objectName = (service: string, name: string): string =>
  `aws:${service}/${name.replace(/^\/+/, '').replaceAll(/\s+/g, '_')}`;
