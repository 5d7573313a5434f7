import type { LogLine } from '../runtime/log-events.ts';
import { levelOf } from '../runtime/log-level.ts';
import { sanitise } from '../runtime/sanitise.ts';

/** A step of a job as its log shows it: from the line that announces it to the next one. */
interface Step {
  name: string;
  lines: LogLine[];
}

/** Lines shown of a failing step: those before its error, and those that read like one further up. */
const linesBefore = 15;
const linesAfter = 2;
const mostTelling = 20;
const mostSteps = 3;
const lineChars = 400;

/** Actions puts a time before each line: `2026-09-08T08:38:51.1234567Z text`. */
export function readJobLog(log: string): LogLine[] {
  // Colours would stand between a word and whoever looks for it.
  return sanitise(log)
    .replace(/\n$/, '')
    .split(/\r?\n/)
    .map((line) => {
      const [, at, text = ''] = /^(\d{4}-\d\d-\d\dT[\d:]+)(?:\.\d+)?Z ?(.*)$/.exec(line) ?? [];
      return at ? { at: `${at}Z`, text } : { text: line };
    });
}

/** Each step that failed, with the lines around its error; the end of the log where no error is marked. */
export function failureLines(lines: LogLine[]): string[] {
  const failed = stepsOf(lines).filter((step) => step.lines.some(isMarked));
  if (failed.length === 0) {
    return [
      `${lines.length} lines read, no error is marked; the last of them:`,
      ...lines.slice(-2 * linesBefore).map(print),
    ];
  }
  const shown = failed.slice(0, mostSteps);
  const more = failed.length - shown.length;
  return [
    `${lines.length} lines read, by failure:`,
    ...shown.flatMap(ofStep),
    ...(more > 0 ? [`${more} more steps with errors`] : []),
  ];
}

/** A step's output begins after the group that tells its command and environment. */
function stepsOf(lines: LogLine[]): Step[] {
  const steps: Step[] = [{ name: 'set up job', lines: [] }];
  for (const line of lines) {
    const name = /^##\[group\](Run .*|Post job cleanup.*)$/.exec(line.text)?.[1];
    if (name) steps.push({ name, lines: [] });
    else steps.at(-1)?.lines.push(line);
  }
  return steps.map((step) => {
    const end = step.lines.findIndex(({ text }) => text === '##[endgroup]');
    const announced = step.name !== 'set up job' && end >= 0;
    return announced ? { ...step, lines: step.lines.slice(end + 1) } : step;
  });
}

function ofStep({ name, lines }: Step): string[] {
  const marked = lines.flatMap((line, at) => (isMarked(line) ? [at] : []));
  const telling = lines.flatMap(({ text }, at) => (!text.startsWith('##[') && levelOf(text) === 'error' ? [at] : []));
  const wanted = new Set<number>();
  for (const at of marked) for (let i = at - linesBefore; i <= at + linesAfter; i += 1) wanted.add(i);
  for (const at of telling.slice(0, mostTelling)) for (const i of [at - 1, at, at + 1]) wanted.add(i);
  const kept = [...wanted].filter((at) => at >= 0 && at < lines.length).sort((a, b) => a - b);
  return [
    `step: ${name}`,
    ...kept.flatMap((at, index) => {
      const gap = at - (kept[index - 1] ?? -1) - 1;
      const line = lines[at];
      return [...(gap > 0 ? [`  [${gap} lines]`] : []), ...(line ? [print(line)] : [])];
    }),
  ];
}

const isMarked = ({ text }: LogLine): boolean => text.startsWith('##[error]');

/** Times without the day, which the job's line has. */
const print = ({ at, text }: LogLine): string => `${at ? `${at.slice(11, 19)} ` : ''}${text}`.slice(0, lineChars);

/** Lines that match, with their neighbours. */
export function matchingLines(lines: LogLine[], wanted: RegExp, around = 2, most = 200): string[] {
  const hits = lines.flatMap(({ text }, at) => (wanted.test(text) ? [at] : []));
  const near = new Set(
    hits.slice(-most).flatMap((at) => Array.from({ length: 2 * around + 1 }, (_, i) => at - around + i)),
  );
  const shown = lines.filter((_, at) => near.has(at));
  const older = hits.length - Math.min(hits.length, most);
  return [
    `${lines.length} lines read, ${hits.length} matched${older > 0 ? `, ${older} older matches left out` : ''}`,
    ...shown.map(print),
  ];
}
