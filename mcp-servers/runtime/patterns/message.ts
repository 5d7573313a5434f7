import type { LogEvent } from '../log-events.ts';
import { levelNamed } from '../log-level.ts';
import { fieldsOfJson, fieldsOfLogfmt, type Message, messageOf } from './fields.ts';
import { levelWord, withoutHeader } from './header.ts';
import { TraceFolder } from './traces.ts';

/** As much of a line as says what kind it is. A longer JSON line is read as text. */
const enough = 2_000;
const mostJson = 65_536;

/** What an event says: JSON and logfmt parsed, other lines without their header. */
export function readMessage({ text, cause, level: above }: LogEvent): Message {
  const line = text.length <= mostJson ? text : text.slice(0, enough);
  // A message within JSON may look like a header itself: `{"msg": "save: ERROR: …`.
  const body = (line.trimStart().startsWith('{') ? line : withoutHeader(line)).trimStart();
  const level = levelWord.exec(line.slice(0, line.length - body.length));
  const stated = above ?? levelNamed(level?.[1] ?? level?.[2] ?? '');
  const fields = fieldsOfJson(body) ?? fieldsOfLogfmt(body);
  if (fields === undefined) return { text: body.slice(0, enough), level: stated, cause };
  const message = messageOf(fields);
  // Docker wraps the line as its program wrote it.
  const wrapped = fields.has('log') ? readMessage({ text: message.text.trimEnd(), folded: 0 }) : message;
  return {
    text: wrapped.text.slice(0, enough),
    level: wrapped.level ?? message.level ?? stated,
    cause: cause ?? wrapped.cause ?? causeOf(message.stack),
  };
}

function causeOf(stack: string | undefined): string | undefined {
  if (stack === undefined) return undefined;
  const events: LogEvent[] = [];
  const folder = new TraceFolder((event) => events.push(event));
  folder.push({ text: stack });
  folder.end();
  const [event] = events;
  return event?.cause ?? event?.text;
}
