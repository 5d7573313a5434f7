import type { Finding } from '../../runtime/finding.ts';

/** A finding before it is known what caused it. */
export interface Draft extends Omit<Finding, 'id' | 'causedBy' | 'related'> {
  /** Concerns what was asked about, not something else in the same account. */
  relevant: boolean;
  /** How near to a root: a cause has a lower number than what follows from it. */
  depth: 0 | 1 | 2 | 3;
  related?: string[];
  /** Where it is known already what it follows from: that one's id. */
  causedBy?: string;
}

/** A name as a reference may hold it: without spaces and without the slash that log groups begin with. */
export const objectName = (service: string, name: string): string =>
  `aws:${service}/${name.replace(/^\/+/, '').replaceAll(/\s+/g, '_')}`;
