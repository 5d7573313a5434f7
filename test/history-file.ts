import { readFile } from 'node:fs/promises';
import proto from '@temporalio/proto';
import { patchProtobufRoot } from '@temporalio/proto/lib/patch-protobuf-root.js';
import { Enum, Root, Type } from 'protobufjs';

/** A history file that can't be read: its name, what is wrong, and what to do. */
export class HistoryFileError extends Error {
  constructor(file: string, problem: string) {
    super(
      `${file}: ${problem}. Expected a history as \`temporal workflow show --output json\`, the Temporal UI's download or ` +
        '`tctl workflow show --output_filename` writes it.',
    );
    this.name = 'HistoryFileError';
  }
}

/** Reads a workflow history as JSON, from whichever of Temporal's tools it came. */
export async function readHistoryFile(file: string): Promise<{ events: unknown[] }> {
  const text = await readFile(file, 'utf8').catch((error: Error) => {
    throw new HistoryFileError(file, `can't be read (${error.message})`);
  });
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    throw new HistoryFileError(file, `is no JSON (${error instanceof Error ? error.message : error})`);
  }
  const events = eventsOf(document);
  if (!events || events.length === 0) throw new HistoryFileError(file, 'holds no events');
  const unnumbered = events.findIndex((event) => !isRecord(event) || typeof event.eventType !== 'string');
  if (unnumbered >= 0) throw new HistoryFileError(file, `event ${unnumbered + 1} has no eventType`);
  return { events: events.map((event) => currentSpelling(event, historyEvent)) };
}

/** `{events}`, the UI's `{history: {events}}`, and the bare list that older tools wrote. */
function eventsOf(document: unknown): unknown[] | undefined {
  if (Array.isArray(document)) return document;
  if (!isRecord(document)) return undefined;
  if (Array.isArray(document.events)) return document.events;
  return document.history === undefined ? undefined : eventsOf(document.history);
}

// The generated types leave out that the root can look types up.
const root: unknown = patchProtobufRoot(proto);
if (!(root instanceof Root)) throw new Error('@temporalio/proto has changed: its root is no protobufjs Root');
const historyEvent = root.lookupType('temporal.api.history.v1.HistoryEvent');

/**
 * Older tools wrote `WorkflowExecutionStarted` where today's write `EVENT_TYPE_WORKFLOW_EXECUTION_STARTED`. Each enum field
 * is brought to the spelling that the published types know; what they don't know stays, to be refused by name.
 */
function currentSpelling(value: unknown, type: Type): unknown {
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => {
      const field = type.fields[name]?.resolve();
      const kind = field?.resolvedType;
      if (kind instanceof Enum && typeof inner === 'string') return [name, valueName(inner, kind)];
      if (!(kind instanceof Type) || kind.fullName.startsWith('.google.protobuf.')) return [name, inner];
      return [
        name,
        Array.isArray(inner) ? inner.map((one) => currentSpelling(one, kind)) : currentSpelling(inner, kind),
      ];
    }),
  );
}

function valueName(spelled: string, { values, name }: Enum): string {
  if (spelled in values) return spelled;
  const bare = (text: string) => text.replaceAll('_', '').toLowerCase();
  const wanted = [bare(spelled), bare(name + spelled)];
  return Object.keys(values).find((known) => wanted.includes(bare(known))) ?? spelled;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
