import { headline } from '../../runtime/quotes.ts';
import { stamp } from '../../runtime/window.ts';
import { type Deed, deedLine, failureOf } from '../trail/compact.ts';
import { type Draft, objectName } from './draft.ts';

/** A person who may not do something is everyday life; so is a call that was throttled twice. */
const fewest = 3;
const mostDrafts = 3;

/** Calls that AWS refused or throttled, by who made them; what was asked about first. */
export function denialFindings(deeds: Deed[], isRelevant: (deed: Deed) => boolean): Draft[] {
  return deeds
    .flatMap((deed) => {
      const category = failureOf(deed.record);
      const relevant = isRelevant(deed);
      return category && (relevant || deed.count >= fewest) ? [{ deed, category, relevant }] : [];
    })
    .sort((a, b) => Number(b.relevant) - Number(a.relevant) || b.deed.count - a.deed.count)
    .slice(0, mostDrafts)
    .map(({ deed, category, relevant }): Draft => {
      const { actor, action, error } = deed.record;
      const said = error?.message ? `: ${error.message}` : '';
      const words = category === 'throttled' ? 'is throttled' : 'is not permitted';
      return {
        category,
        object: objectName('iam', actor.split('/')[0] ?? actor),
        severity: 'warning',
        title: headline(`${actor} ${words} to call ${action} (${deed.count} times)${said}`),
        mechanism:
          category === 'throttled'
            ? 'AWS refuses calls above its rate limits; what makes them waits or fails.'
            : 'What runs under this identity fails where it needs the call.',
        evidence: [deedLine(deed).slice(0, 400)],
        since: stamp(deed.first),
        relevant,
        depth: 1,
        next: {
          tool: 'aws_changes',
          args: { names: ['iam'], since: '1d' },
          why: 'whether its permissions were changed',
        },
      };
    });
}
