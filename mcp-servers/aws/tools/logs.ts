import { z } from 'zod';
import { isErrorLine } from '../../runtime/error-lines.ts';
import { type LogLine, renderPatterns, summarise } from '../../runtime/patterns.ts';
import { defineTool } from '../../runtime/tool.ts';
import { ToolError } from '../../runtime/tool-error.ts';
import { resolveWindow } from '../../runtime/window.ts';
import { placeArguments, windowArguments } from '../arguments.ts';
import type { Connection } from '../connection.ts';
import { chooseOne } from '../places.ts';
import { readLogEvents, type Span } from '../read/log-events.ts';
import { requireGroup } from '../read/log-groups.ts';
import { withContext } from '../render-log-lines.ts';

const input = z.strictObject({
  log_group: z.string(),
  stream_prefix: z.string().optional(),
  ...windowArguments,
  filter: z.string().max(1_024).optional().describe("CloudWatch's pattern"),
  grep: z.string().optional().describe('regular expression'),
  exclude: z.string().optional(),
  context: z.int().min(0).max(20).default(0),
  mode: z.enum(['lines', 'errors', 'patterns']).default('patterns'),
  baseline: z.boolean().default(false).describe('patterns against the window before'),
  tail: z.int().min(1).max(1_000).default(100),
  ...placeArguments,
});

const hour = 3_600_000;
const mostEvents = 20_000;

export const logsTool = (connections: Connection[]) =>
  defineTool({
    name: 'aws_logs',
    title: 'Logs',
    description: 'Events of one log group: by pattern with counts, only errors, or plain lines.',
    input,
    async run(args, { now, signal, progress }) {
      const window = resolveWindow(args, now, hour);
      const [grep, exclude] = [expression('grep', args.grep), expression('exclude', args.exclude)];
      const connection = chooseOne(connections, args);
      await requireGroup(connection, args.log_group, signal);
      progress(`reading ${args.log_group}`);
      const options = { filterPattern: args.filter, streamPrefix: args.stream_prefix, most: mostEvents, pages: 10 };
      const read = (span: Span) => readLogEvents(connection, args.log_group, span, options, signal);
      const earlier = args.baseline && args.mode === 'patterns' ? windowBefore(window) : undefined;
      const [reading, before] = await Promise.all([read(window), earlier && read(earlier)]);
      const header = [`${args.log_group}, ${window.text}${args.filter ? `, filter ${args.filter}` : ''}`];
      const notChecked = reading.more
        ? [
            `${args.log_group}: events after ${reading.lines.at(-1)?.at ?? stampOf(window.since)} were not read (the first ${reading.lines.length} were); narrow the window or give a filter`,
          ]
        : [];
      if (earlier && before?.more) {
        notChecked.push(
          `${args.log_group}: of the window before, events after ${before.lines.at(-1)?.at ?? stampOf(earlier.since)} were not read; what is marked NEW may have been there`,
        );
      }
      const structured = {
        window: { since: window.since.toISOString(), until: window.until.toISOString() },
        notChecked,
      };
      const warnings = notChecked.map((reason) => `not checked: ${reason}`);
      if (reading.lines.length === 0)
        return { lines: [...header, 'no events in this window', ...warnings], structured };
      if (args.mode === 'patterns') {
        return {
          lines: [
            ...header,
            ...warnings,
            ...renderPatterns(summarise(reading.lines, { grep, exclude, baseline: before?.lines })),
          ],
          structured,
        };
      }
      const matches = ({ text }: LogLine): boolean =>
        (args.mode !== 'errors' || isErrorLine(text)) && (grep?.test(text) ?? true) && !(exclude?.test(text) ?? false);
      return {
        lines: [...header, ...warnings, ...withContext(reading.lines, matches, args.context, args.tail)],
        structured,
      };
    },
  });

/** The window of the same length that ends a millisecond before: bounds are inclusive in CloudWatch. */
function windowBefore({ since, until }: Span): Span {
  const end = since.getTime() - 1;
  return { since: new Date(end - (until.getTime() - since.getTime())), until: new Date(end) };
}

const stampOf = (at: Date): string => at.toISOString();

function expression(name: string, source: string | undefined): RegExp | undefined {
  if (source === undefined) return undefined;
  const insensitive = source.startsWith('(?i)');
  try {
    return new RegExp(insensitive ? source.slice(4) : source, insensitive ? 'i' : '');
  } catch (error) {
    throw new ToolError(
      'invalid_arguments',
      `${name} is no regular expression: ${error instanceof Error ? error.message : ''}`,
    );
  }
}
