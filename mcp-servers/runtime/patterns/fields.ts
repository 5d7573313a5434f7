import { type LogLevel, levelNamed } from '../log-level.ts';

/** What a line says, apart from when, where and how loudly. */
export interface Message {
  text: string;
  /** As the line states it. */
  level?: LogLevel | undefined;
  /** What its stack trace is about. */
  cause?: string | undefined;
  stack?: string | undefined;
}

/** As the loggers of the languages, OpenTelemetry, ECS and the log services call them. */
const names = {
  text: ['msg', 'message', 'log', '@message', 'short_message', 'textPayload', 'event', 'text', 'body'],
  level: [
    'level',
    'severity',
    'lvl',
    'levelname',
    'log.level',
    'log_level',
    'loglevel',
    'severity_text',
    'severityText',
    '@l',
  ],
  error: ['error', 'err', 'exception', 'reason', 'cause'],
  stack: ['stack', 'stack_trace', 'stacktrace', 'stackTrace', 'exc_info', 'traceback'],
  status: [
    'status',
    'statusCode',
    'status_code',
    'http_status',
    'http.status_code',
    'http.response.status_code',
    'response_code',
  ],
};
/** What differs in each line of one kind, or is said elsewhere. */
const quiet = /^(?:@?time(?:stamp)?|ts|date|t|caller|pid|hostname|level|severity(?:_?text)?|lvl|.*id)$/i;

/** The message among a line's fields; where none is called so, all that they say. */
export function messageOf(fields: Map<string, unknown>): Message {
  const error = first(fields, names.error);
  const inner = isRecord(error) ? new Map(Object.entries(error)) : undefined;
  const said = asText(first(fields, names.text)) ?? asText(first(nested(fields, 'message'), names.text));
  const failed = inner ? asText(first(inner, names.text)) : asText(error);
  const status = asText(first(fields, names.status) ?? first(nested(fields, 'res'), names.status));
  const parts = [said, failed !== said && !isEmpty(failed) ? failed : undefined].filter((part) => part !== undefined);
  if (status !== undefined && /^5\d\d$/.test(status)) parts.push(`status=${status}`);
  return {
    text: parts.length > 0 ? parts.join(': ') : flat(fields),
    level: levelNamed(asText(first(fields, names.level)) ?? ''),
    stack: asText(first(fields, names.stack)) ?? (inner && asText(first(inner, names.stack))),
  };
}

/** `{"msg":...}` as fields; undefined where the text is no JSON object. */
export function fieldsOfJson(text: string): Map<string, unknown> | undefined {
  if (!text.startsWith('{') || !/\}\s*$/.test(text)) return undefined;
  try {
    const parsed: unknown = JSON.parse(text);
    return isRecord(parsed) ? new Map(Object.entries(parsed)) : undefined;
  } catch {
    return undefined;
  }
}

const pair = /([\w.@-]+)=("(?:[^"\\]|\\.)*"|\S*)/g;

/** `level=info msg="served"` as fields; undefined where there is no message among them. */
export function fieldsOfLogfmt(text: string): Map<string, unknown> | undefined {
  if (!/^[\w.@-]+=/.test(text) || !/(?:^|\s)(?:msg|message)=/.test(text)) return undefined;
  const fields = new Map<string, unknown>();
  for (const [, name = '', value = ''] of text.matchAll(pair)) {
    fields.set(name, value.startsWith('"') ? value.slice(1, -1).replaceAll('\\"', '"') : value);
  }
  return fields;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isEmpty = (text: string | undefined): boolean => text === undefined || /^(?:|null|nil|none|false|0)$/i.test(text);

function nested(fields: Map<string, unknown>, name: string): Map<string, unknown> {
  const inner = fields.get(name);
  return new Map(isRecord(inner) ? Object.entries(inner) : []);
}

function first(fields: Map<string, unknown>, among: string[]): unknown {
  for (const name of among) {
    const value = fields.get(name);
    if (value !== undefined && value !== null) return value;
  }
  return undefined;
}

function asText(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

function flat(fields: Map<string, unknown>): string {
  return [...fields]
    .filter(([name, value]) => !quiet.test(name) && value !== null)
    .map(([name, value]) => `${name}=${isRecord(value) ? JSON.stringify(value) : String(value)}`)
    .join(' ');
}
