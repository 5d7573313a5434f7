import { type Deed, deedLine } from './compact.ts';

/** A call that changed something, for those who reason about it: `line` is what the answer's text says of it. */
export interface ToldDeed {
  /** RFC 3339; the last of equal ones. */
  at: string;
  author: string;
  /** `ec2:RevokeSecurityGroupIngress`; what a flag service did begins with `flag:`. */
  action: string;
  target: string;
  line: string;
}

/** Deeds in a structured answer; refused calls changed nothing. */
export const toldDeeds = (deeds: Deed[]): ToldDeed[] =>
  deeds
    .filter(({ record }) => record.error === undefined)
    .slice(0, most)
    .map((deed) => ({
      at: deed.last.toISOString(),
      author: deed.record.actor,
      action: deed.record.action,
      target: deed.record.target,
      line: deedLine(deed),
    }));

const most = 200;
