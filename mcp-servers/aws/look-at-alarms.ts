import type { Connection } from './connection.ts';
import { alarmFinding, alarmLine } from './findings/alarms.ts';
import { nothing, type Part, place } from './look-part.ts';
import { isNamed } from './names.ts';
import { readAlarms } from './read/alarms.ts';
import type { Span } from './read/log-events.ts';
import type { Unread } from './read/unread.ts';

/** Alarms that fire, and those that did within the window. */
export async function lookAtAlarms(
  connection: Connection,
  names: string[],
  window: Span,
  unread: Unread,
  signal: AbortSignal,
): Promise<Part> {
  const read = await unread.attempt('alarms', () =>
    Promise.all([readAlarms(connection, 'ALARM', signal), readAlarms(connection, 'OK', signal)]),
  );
  if (!read) return nothing;
  const [firing, ok] = read;
  const drafts = firing.items.map((alarm) => alarmFinding(alarm, names));
  const related = ok.items.filter(
    ({ name, description, reason }) => names.length === 0 || isNamed(`${name} ${description} ${reason}`, names),
  );
  const recovered = related.filter(
    ({ since }) => since !== undefined && since >= window.since && since <= window.until,
  );
  const count = `${firing.items.length}${firing.more ? '+' : ''} alarms firing, ${ok.items.length}${ok.more ? '+' : ''} OK`;
  const watched = related.length + drafts.filter(({ relevant }) => relevant).length;
  const what = names.length === 0 ? count : `${watched} alarms named so (${count} in all)`;
  return {
    drafts,
    remarks: [],
    recovered: recovered.slice(0, 3).map((alarm) => `alarm over: ${alarmLine(alarm)}`),
    ...place(watched > 0 || names.length === 0, watched > 0 ? what : count),
  };
}
