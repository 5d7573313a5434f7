import { createReadStream, existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { Grouping } from '../../mcp-servers/runtime/patterns/grouping.ts';
import { TraceFolder } from '../../mcp-servers/runtime/patterns/traces.ts';
import { type Cluster, wholeOf } from '../../mcp-servers/runtime/patterns/tree.ts';
import { type LogLine, summarise } from '../../mcp-servers/runtime/patterns.ts';
import { columnOf } from './csv.ts';
import type { Figure, Outcome } from './figure.ts';
import { groupingAccuracy } from './grouping-accuracy.ts';
import { mean, median, spread } from './statistics.ts';

const aimAccuracy = 0.75;
const aimSpeed = 50_000;
const runs = 5;

/**
 * Grouping accuracy of the log patterns on raw lines with the one configuration there is, and their speed on one core.
 *
 * @param directory a labelled set laid out as LogHub-2k: `<System>/<System>_2k.log` and `<System>_2k.log_structured.csv`
 * with a column EventId, a row a line
 */
export async function patterns(directory: string): Promise<Outcome> {
  const figures: Figure[] = [];
  const accuracies: number[] = [];
  const all: LogLine[] = [];
  for (const system of (await readdir(directory)).sort()) {
    const log = `${directory}/${system}/${system}_2k.log`;
    if (!existsSync(log)) continue;
    const events = columnOf(await readFile(`${log}_structured.csv`, 'utf8'), 'EventId');
    const lines = (await linesOf(log)).slice(0, events.length);
    const accuracy = groupingAccuracy(groupsOf(lines), events);
    figures.push({ what: system, measured: accuracy.toFixed(3) });
    accuracies.push(accuracy);
    all.push(...lines);
  }
  if (accuracies.length === 0) throw new Error(`no <System>/<System>_2k.log in ${directory}`);
  const average = mean(accuracies);
  const speeds = speedsOf(all);
  return {
    title: `patterns: grouping accuracy on raw lines of ${accuracies.length} systems, one configuration`,
    figures: [
      ...figures,
      { what: 'mean accuracy', measured: average.toFixed(3), aim: `${aimAccuracy}`, met: average >= aimAccuracy },
      {
        what: `lines a second of processor time, median of ${runs} (min–max)`,
        measured: spread(speeds, 0),
        aim: `${aimSpeed}`,
        met: median(speeds) >= aimSpeed,
      },
    ],
    notes: [
      'Accuracy: the share of lines whose group is exactly the set of lines of their labelled event.',
      `Speed: the ${all.length} lines of all systems as one log, from line to summary, on one thread; garbage collection counts.`,
    ],
  };
}

/** The pattern of each line, as it stands when the log has ended. */
function groupsOf(lines: LogLine[]): Cluster[] {
  const grouping = new Grouping();
  const clusters: Cluster[] = [];
  const folder = new TraceFolder((event) => {
    const { cluster } = grouping.place(event);
    for (let line = 0; line <= event.folded; line += 1) clusters.push(cluster);
  });
  for (const line of lines) folder.push(line);
  folder.end();
  return clusters.map(wholeOf);
}

/** Each line once a run: no run profits from what an earlier one has grouped, only from code that is warm. */
function speedsOf(lines: LogLine[]): number[] {
  summarise(lines);
  return Array.from({ length: runs }, () => {
    const before = process.cpuUsage();
    summarise(lines);
    const { user, system } = process.cpuUsage(before);
    return lines.length / ((user + system) / 1e6);
  });
}

/** One line a label, so an empty one too. */
async function linesOf(path: string): Promise<LogLine[]> {
  const lines: LogLine[] = [];
  for await (const text of createInterface({ input: createReadStream(path), crlfDelay: Infinity }))
    lines.push({ text });
  return lines;
}
