import { z } from 'zod';
import { nearest } from '../../runtime/nearest.ts';
import { defineTool } from '../../runtime/tool.ts';
import { ToolError } from '../../runtime/tool-error.ts';
import { resolveWindow } from '../../runtime/window.ts';
import { placeArguments, windowArguments } from '../arguments.ts';
import { placeName } from '../config.ts';
import type { Connection } from '../connection.ts';
import { curveLine, seriesName } from '../metrics/render.ts';
import { shapeOf } from '../metrics/shape.ts';
import { isNamed } from '../names.ts';
import { choose } from '../places.ts';
import { baselineStart, listSeries, readCurves, type Series } from '../read/metrics.ts';
import { Unread } from '../read/unread.ts';

const input = z.strictObject({
  names: z.array(z.string()).optional().describe('any of these words'),
  namespace: z.string().optional(),
  metric: z.string().optional().describe('exact name'),
  list: z.boolean().default(false).describe('do not read'),
  ...windowArguments,
  ...placeArguments,
});

const hour = 3_600_000;
const mostListed = 5_000;
const mostRead = 200;

export const metricsTool = (connections: Connection[]) =>
  defineTool({
    name: 'aws_metrics',
    title: 'Metrics',
    description:
      'CloudWatch series by words, those that moved most first: last, ratio to the time before, min, mean, max, largest step.',
    input,
    async run({ names = [], namespace, metric, list, ...args }, { now, signal }) {
      const window = resolveWindow(args, now, hour);
      const chosen = choose(connections, args.account || args.region ? [args] : []);
      const unread = new Unread();
      const parts = await Promise.all(
        chosen.map(async (connection) => {
          const found = await unread.attempt('metrics', () =>
            listSeries(connection, { namespace, metric }, mostListed, signal),
          );
          if (!found) return { lines: [], all: [], count: 0 };
          if (found.more) unread.note(`metrics past the first ${mostListed}: give namespace or metric`);
          const wanted = found.items.filter((one) => names.length === 0 || isWanted(one, names));
          const read = list ? [] : wanted.slice(0, mostRead);
          if (!list && read.length < wanted.length)
            unread.note(`${wanted.length - read.length} series past the first ${mostRead}: narrow the names`);
          const curves = await unread.attempt('metrics', () =>
            readCurves(connection, read, { since: baselineStart(window), until: window.until }, now(), signal),
          );
          const shapes = (curves ?? []).map(({ series, points }) => ({ series, shape: shapeOf(points, window.since) }));
          const drawn = shapes.flatMap(({ series, shape }) => (shape ? [{ series, shape }] : []));
          const empty = shapes.filter(({ shape }) => shape === undefined).length;
          const header = `${placeName(connection.place)}: ${wanted.length} series${list ? '' : `, ${window.text}${empty > 0 ? `, ${empty} of them without a value` : ''}`}`;
          const rows = list
            ? wanted.map(seriesName)
            : drawn
                .sort((a, b) => distance(b.shape) - distance(a.shape))
                .map((one) => curveLine(one.series, one.shape));
          return { lines: [header, ...rows], all: found.items, count: wanted.length };
        }),
      );
      if (unread.onlyFailure) throw unread.onlyFailure;
      if (names.length > 0 && parts.every(({ count }) => count === 0))
        throw unknown(
          names,
          parts.flatMap((p) => p.all),
        );
      return {
        lines: [...parts.flatMap(({ lines }) => lines), ...unread.reasons.map((reason) => `not checked: ${reason}`)],
        structured: {
          window: { since: window.since.toISOString(), until: window.until.toISOString() },
          notChecked: unread.reasons,
        },
      };
    },
  });

const isWanted = (one: Series, names: string[]): boolean => {
  const text = [one.namespace, one.metric, ...one.dimensions.map(({ value }) => value)].join(' ');
  return isNamed(text, names) || names.some((name) => text.toLowerCase().includes(name.toLowerCase()));
};

/** By how much a curve left its level, on a scale that takes as little for as much. */
function distance({ base, now, max }: { base: number; now: number; max: number }): number {
  const scale = Math.max(Math.abs(max), Math.abs(base)) / 100 || 1;
  return Math.abs(Math.log(Math.max(Math.abs(now), scale) / Math.max(Math.abs(base), scale)));
}

function unknown(names: string[], all: Series[]): ToolError {
  const known = all.flatMap(({ metric, dimensions }) => [metric, ...dimensions.map(({ value }) => value)]);
  const close = names.flatMap((name) => nearest(name, known, 3));
  return new ToolError('not_found', `no metric is named ${names.join(', ')}, among ${all.length} series`, {
    hint: close.length > 0 ? `nearest: ${close.join(', ')}` : 'list=true without names lists what there is',
  });
}
