import { clip } from './clip.ts';
import type { Facts } from './facts.ts';
import { programsOf } from './graph.ts';
import type { Root } from './root.ts';
import { minutesBefore, onsetOf } from './timeline.ts';

/** Another process of the same machine that warned of the room before the first write failed. */
const warns =
  /\b(?:low on|running out of|almost full|nearly full|no space|disk (?:space|usage)|exceeds? .{0,20}(?:limit|quota))\b/i;

/** `before it auditd said at 06:36:27: ...`; undefined where no other process speaks of the room, or only what asks speaks. */
export function fillerOf(facts: Facts, root: Root): string | undefined {
  if (root.lead.finding.category !== 'disk-full') return undefined;
  const own = programsOf(root.lead.finding.object);
  const onset = onsetOf(root);
  const said = facts.results
    .filter(({ tool, isError }) => !isError && /_(?:logs|triage|events)$/.test(tool))
    .flatMap(({ text }) => text.split('\n'))
    .flatMap((line) => {
      const [, process = '', message = ''] = /\b([a-z][\w.-]{2,40})\[\d+\]: (.+)/i.exec(line) ?? [];
      const at = /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/.exec(line)?.[0];
      const isOther = process !== '' && !own.some((name) => name.includes(process) || process.includes(name));
      return isOther && at && warns.test(message) ? [{ process, message, at }] : [];
    })
    .filter(({ at }) => (minutesBefore(at, onset) ?? -1) >= -1)
    .sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  const first = said[0];
  return first && clip(`before it ${first.process} said at ${first.at}: ${first.message}`, 150);
}
