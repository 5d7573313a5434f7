import type { ToolContext } from '../runtime/tool.ts';
import type { Connection } from './connection.ts';
import { curveFindings, type Drawn } from './findings/curves.ts';
import { databaseFindings, databasesIn } from './findings/databases.ts';
import { nothing, type Part } from './look-part.ts';
import { meaningOf } from './metrics/meaning.ts';
import { shapeOf } from './metrics/shape.ts';
import { isNamed } from './names.ts';
import type { Span } from './read/log-events.ts';
import { baselineStart, listSeries, readCurves, type Series } from './read/metrics.ts';
import type { Unread } from './read/unread.ts';

/** Ten requests of a list; an account with more is searched by name with aws_metrics. */
const mostListed = 5_000;
const mostRead = 200;
/** Read where no name chooses: as many as a small account has. */
const fewSeries = 60;

/** The metrics of what was asked about, against the window before: which of them moved. */
export async function lookAtMetrics(
  connection: Connection,
  names: string[],
  window: Span,
  unread: Unread,
  { signal, now }: Pick<ToolContext, 'signal' | 'now'>,
): Promise<Part> {
  const list = await unread.attempt('metrics', () => listSeries(connection, {}, mostListed, signal));
  if (!list || list.items.length === 0) return nothing;
  if (list.more) unread.note(`metrics past the first ${mostListed}: aws_metrics finds them by namespace or dimension`);
  const named = names.length === 0 ? list.items : list.items.filter((series) => isNamed(wordsOf(series), names));
  if (names.length === 0 && named.length > fewSeries) {
    return { ...nothing, beside: [`${named.length} metrics; none was read, since no name chooses among them`] };
  }
  if (named.length === 0) return nothing;
  const chosen = mostTelling(named).slice(0, mostRead);
  if (chosen.length < named.length) unread.note(`${named.length - chosen.length} metrics past the first ${mostRead}`);
  const span = { since: baselineStart(window), until: window.until };
  const curves = await unread.attempt('metrics', () => readCurves(connection, chosen, span, now(), signal));
  if (!curves) return nothing;
  const drawn = curves.flatMap(({ series, points }): Drawn[] => {
    const shape = shapeOf(points, window.since);
    return shape ? [{ series, shape }] : [];
  });
  const ofDatabases = databaseFindings(databasesIn(drawn));
  const others = curveFindings(drawn.filter(({ series }) => series.namespace !== 'AWS/RDS'));
  const parts = [ofDatabases, others];
  return {
    drafts: parts.flatMap(({ drafts }) => drafts),
    remarks: parts.flatMap(({ remarks }) => remarks),
    recovered: parts.flatMap(({ recovered }) => recovered),
    examined: drawn.length > 0 ? [`${drawn.length} metrics${names.length > 0 ? ' named so' : ''}`] : [],
    beside: [],
  };
}

const wordsOf = ({ namespace, metric, dimensions }: Series): string =>
  [namespace, metric, ...dimensions.map(({ value }) => value)].join(' ');

/** Those whose name tells what they mean first. */
function mostTelling(series: Series[]): Series[] {
  const known = (one: Series): boolean => meaningOf(one) !== undefined;
  return [...series.filter(known), ...series.filter((one) => !known(one))];
}
