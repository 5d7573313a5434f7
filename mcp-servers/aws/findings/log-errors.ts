import { classOf } from '../../runtime/error-classes.ts';
import { isErrorLine } from '../../runtime/error-lines.ts';
import { shown } from '../../runtime/log-events.ts';
import { levelOf } from '../../runtime/log-level.ts';
import { type LogLine, summarise } from '../../runtime/patterns.ts';
import { headline, quotes } from '../../runtime/quotes.ts';
import { tellingOf } from '../../runtime/telling.ts';
import type { ErrorReading } from '../read/error-logs.ts';
import { type Draft, objectName } from './draft.ts';

export interface GroupReading {
  group: string;
  /** The ECS service that logs there, where one is known. */
  service?: string | undefined;
  reading: ErrorReading;
}

/** A single failed request is everyday life. */
const fewest = 3;
/** So many times as often as in the window before counts as new. */
const surge = 3;
/** Errors that ended so long before the window did, while the program went on logging, are over. */
const overAfterMs = 10 * 60_000;

interface Trouble {
  category: string;
  words: string;
  decisive: boolean;
  lines: LogLine[];
}

/** Errors of a group by what they mean, as far as they are new against the window before or much more frequent. */
export function logFindings({ group, service, reading }: GroupReading): Draft[] {
  return newTrouble(reading)
    .filter((trouble) => !isOver(trouble, reading))
    .slice(0, 4)
    .map(({ category, words, decisive, lines, before }) => {
      const [first, last] = [lines[0], lines.at(-1)];
      const { message, cause } = tellingOf(last?.text ?? '');
      const often = before === 0 ? 'none before' : `${before} before`;
      return {
        category,
        object: objectOf(group, service),
        severity: decisive ? 'critical' : 'warning',
        title: headline(`${service ?? group} logs ${words} (${lines.length}x, ${often}): ${cause ?? message}`),
        mechanism: `The program runs and reports: ${words}.`,
        evidence: quotes([first && shown(first), cause ?? (last && shown(last))], 2),
        ...(first?.at && { since: first.at }),
        relevant: true,
        depth: decisive ? 1 : 2,
        next: {
          tool: 'aws_logs',
          args: { log_group: group, mode: 'patterns' },
          why: 'what else it logs, and since when',
        },
      };
    });
}

/** The log of a database's engine is the database's own. */
function objectOf(group: string, service: string | undefined): string {
  if (service !== undefined) return objectName('ecs', service);
  const database = /^\/aws\/rds\/(?:instance|cluster)\/([^/]+)\//.exec(group)?.[1];
  return database === undefined ? objectName('logs', group) : objectName('rds', database);
}

/** Trouble that ended within the window. */
export function endedErrors({ group, reading }: GroupReading): string[] {
  return newTrouble(reading)
    .filter((trouble) => isOver(trouble, reading))
    .slice(0, 2)
    .map(({ words, lines }) => {
      const last = lines.at(-1);
      return `over: ${group} logged ${words} ${lines.length} times, last ${last ? shown(last) : ''}`;
    });
}

/** The most telling first: what is decisive, then what is frequent. */
function newTrouble(reading: ErrorReading): (Trouble & { before: number })[] {
  const earlier = byKind(reading.before.lines);
  return [...byKind(reading.lines).values()]
    .map((trouble) => ({ ...trouble, before: earlier.get(trouble.category)?.lines.length ?? 0 }))
    .filter(({ decisive, lines }) => lines.length >= (decisive ? 1 : fewest))
    .filter(({ lines, before }) => before === 0 || lines.length >= before * surge)
    .sort((a, b) => Number(b.decisive) - Number(a.decisive) || b.lines.length - a.lines.length);
}

function isOver({ lines }: Trouble, reading: ErrorReading): boolean {
  const lastError = Date.parse(lines.at(-1)?.at ?? '');
  const lastLine = Date.parse(reading.lines.at(-1)?.at ?? '');
  return !reading.searched && !reading.more && lastLine - lastError > overAfterMs;
}

function byKind(lines: LogLine[]): Map<string, Trouble> {
  const kinds = new Map<string, Trouble>();
  for (const line of lines) {
    const warns = levelOf(line.text) === 'warning';
    if (!warns && !isErrorLine(line.text) && !functionTimeout(line.text)) continue;
    const known = functionTimeout(line.text) ?? classOf(messageOf(line.text));
    // A warning that says nothing known is everyday life.
    if (warns && known === undefined) continue;
    const { category, words, decisive } = known ?? { category: 'unknown', words: 'errors', decisive: false };
    const kind = kinds.get(category) ?? { category, words, decisive: false, lines: [] };
    kind.decisive ||= decisive && !warns;
    kind.lines.push(line);
    kinds.set(category, kind);
  }
  return kinds;
}

/** Lambda's own word for a function that it stopped. */
const functionTimeout = (text: string): Omit<Trouble, 'lines'> | undefined =>
  /Task timed out after [\d.]+ seconds/.test(text)
    ? { category: 'function-timeout', words: 'that it ran into its time limit', decisive: true }
    : undefined;

/** Error patterns that were there before as well: said, but no finding. */
export function standingErrors({ group, reading }: GroupReading): string[] {
  const standing = summarise(reading.lines, { baseline: reading.before.lines }).patterns.filter(
    ({ level, count, before }) => level === 'error' && count > 0 && before !== undefined && before > 0,
  );
  return standing
    .slice(0, 2)
    .map(({ count: times, example }) => `as before: ${group} ${times}x ${messageOf(example)}`.slice(0, 240));
}

/** A log that says little, such as a controller's, is told whole: each of its lines means something. */
export function quietLines({ group, reading }: GroupReading): string[] {
  return reading.lines.length > 5 ? [] : reading.lines.map((line) => `${group}: ${shown(line)}`);
}

/** A JSON line's message, which is what tells what happened. */
function messageOf(text: string): string {
  if (!text.startsWith('{')) return text;
  try {
    const fields: unknown = JSON.parse(text);
    if (fields === null || typeof fields !== 'object') return text;
    const named = new Map(Object.entries(fields));
    const found = ['msg', 'message', 'error', 'err', 'exception'].map((name) => named.get(name));
    return found.filter((value) => typeof value === 'string').join(' ') || text;
  } catch {
    return text;
  }
}
