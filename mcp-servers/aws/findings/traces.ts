import { classOf } from '../../runtime/error-classes.ts';
import { headline, quotes } from '../../runtime/quotes.ts';
import { stamp } from '../../runtime/window.ts';
import { lengthOf, notesLine, ownTime, pathLine, seconds } from '../traces/critical-path.ts';
import { type BadTrace, isSlow, type TracesSeen } from '../traces/worst.ts';
import { type Draft, objectName } from './draft.ts';

/** Failed work by what it failed with, and work that became slow, by where on the path it is. */
export function traceFindings({ worst }: TracesSeen): Draft[] {
  const bad = worst.filter((one) => (one.trace.failed ? one.culprit.failed : isSlow(one)));
  const places = new Map(bad.toReversed().map((one) => [one.culprit.name, one]));
  return [...places.values()].toReversed().slice(0, 2).map(traceFinding);
}

function traceFinding(bad: BadTrace): Draft {
  const { trace, path, culprit, before, changed } = bad;
  const root = path[0] ?? culprit;
  const where = culprit === root ? '' : ` in ${culprit.name}`;
  const was = before ? ` (${seconds(lengthOf(before))} before)` : '';
  const how = culprit.failed
    ? `fails${where}: ${culprit.message ?? notesLine(culprit)}`
    : `takes ${seconds(trace.duration)}, ${seconds(ownTime(culprit))} of it${where || ' by itself'}${was}`;
  const noted = changed.length > 0 ? `; ${changed.join(', ')}` : '';
  const query = culprit.notes.has('db.statement');
  // The same work with another statement than before: that is what made it slow.
  const rewritten = !culprit.failed && changed.some((text) => text.startsWith('db.statement '));
  const category = culprit.failed
    ? (classOf(culprit.message ?? '')?.category ?? 'unknown')
    : query
      ? 'slow-query'
      : 'dependency-slow';
  return {
    category,
    object: objectName('xray', culprit.service),
    severity: rewritten ? 'critical' : 'warning',
    title: headline(`Traces: ${root.name} ${how}${noted}`),
    mechanism: 'The path of one request shows what it waited for, and which of its parts failed first.',
    evidence: quotes(
      [traceLine(bad), notesLine(culprit), ...changed.map((text) => `changed since before: ${text}`)],
      4,
    ),
    since: stamp(trace.at),
    relevant: true,
    depth: rewritten ? 0 : 2,
    related: [...new Set(path.map(({ service }) => objectName('xray', service)))],
    next: {
      tool: 'aws_traces',
      args: { names: [culprit.service] },
      why: 'the other traces through it, and how they were before',
    },
  };
}

export const traceLine = ({ trace, path }: BadTrace): string =>
  `${stamp(trace.at)} ${trace.id} ${seconds(trace.duration)}${trace.failed ? ' failed' : ''}: ${pathLine(path)}`.slice(
    0,
    400,
  );

/** A trace in full: its path, what the culprit noted, and how that was before. */
export function traceLines(bad: BadTrace): string[] {
  const { culprit, before, changed } = bad;
  return [
    traceLine(bad),
    ...(culprit.notes.size > 0 ? [`  ${notesLine(culprit)}`] : []),
    ...(before ? [`  before: ${before.name} ${seconds(lengthOf(before))}`] : []),
    ...changed.map((text) => `  changed since before: ${text}`),
  ];
}
