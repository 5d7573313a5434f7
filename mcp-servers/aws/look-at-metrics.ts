import type { ToolContext } from '../runtime/tool.ts';
import type { Connection } from './connection.ts';
import { curveFindings, type Drawn } from './findings/curves.ts';
import { databasesIn } from './findings/databases/database.ts';
import { databaseFindings } from './findings/databases/findings.ts';
import type { InstanceView } from './look-at-databases.ts';
import { withEngineLogs } from './look-at-engine-logs.ts';
import type { Part } from './look-part.ts';
import { meaningOf } from './metrics/meaning.ts';
import { type Point, shapeOf } from './metrics/shape.ts';
import { isNamed } from './names.ts';
import type { Span } from './read/log-events.ts';
import { baselineStart, listSeries, readCurves, type Series } from './read/metrics.ts';
import type { Unread } from './read/unread.ts';

/** Ten requests of a list; an account with more is searched by name with aws_metrics. */
const mostListed = 5_000;
const mostRead = 200;
/** Read where no name chooses: as many as a small account has. */
const fewSeries = 60;

interface Asked {
  names: string[];
  databases: InstanceView[];
  /** In front of what was asked about: `app/edge/50dc6c495c0c9188`. */
  loadBalancers: string[];
}

/** The metrics of what was asked about, against the window before: which of them moved. */
export async function lookAtMetrics(
  connection: Connection,
  { names: asked, databases, loadBalancers }: Asked,
  window: Span,
  unread: Unread,
  { signal, now }: Pick<ToolContext, 'signal' | 'now'>,
): Promise<Part> {
  // A replica may be called otherwise than its source.
  const ids = databases.flatMap(({ instance }) => instance.DBInstanceIdentifier ?? []);
  const names = asked.length === 0 ? [] : [...asked, ...ids];
  const drawn = await draw(connection, { names, loadBalancers }, window, unread, { signal, now });
  const told = await withEngineLogs(connection, databasesIn(drawn, databases), window, signal);
  const parts = [databaseFindings(told), curveFindings(drawn.filter(({ series }) => series.namespace !== 'AWS/RDS'))];
  const available = databases.filter(({ instance }) => instance.DBInstanceStatus === 'available').length;
  const so = names.length > 0 ? ' named so' : '';
  return {
    drafts: parts.flatMap(({ drafts }) => drafts),
    remarks: parts.flatMap(({ remarks }) => remarks),
    recovered: parts.flatMap(({ recovered }) => recovered),
    examined: [
      ...(databases.length > 0 ? [`${databases.length} databases${so}, ${available} available`] : []),
      ...(drawn.length > 0 ? [`${drawn.length} metrics${so}`] : []),
    ],
    beside: [],
  };
}

/** The curves of what the names choose; none where they choose nothing. */
async function draw(
  connection: Connection,
  { names, loadBalancers }: Pick<Asked, 'names' | 'loadBalancers'>,
  window: Span,
  unread: Unread,
  { signal, now }: Pick<ToolContext, 'signal' | 'now'>,
): Promise<Drawn[]> {
  const list = await unread.attempt('metrics', () => listSeries(connection, {}, mostListed, signal));
  if (!list || list.items.length === 0) return [];
  const named =
    names.length === 0
      ? list.items
      : list.items.filter(
          (series) => isNamed(wordsOf(series), names) || loadBalancers.some((edge) => isWholeOf(edge, series)),
        );
  if (names.length === 0 && named.length > fewSeries) {
    unread.note(`${named.length} metrics: no name chooses among them; aws_metrics finds them`);
    return [];
  }
  if (named.length === 0) {
    if (list.more) unread.note(`metrics past the first ${mostListed}: aws_metrics finds them by namespace`);
    return [];
  }
  const chosen = mostTelling(named).slice(0, mostRead);
  if (chosen.length < named.length) unread.note(`${named.length - chosen.length} metrics past the first ${mostRead}`);
  const span = { since: baselineStart(window), until: window.until };
  const curves = await unread.attempt('metrics', () => readCurves(connection, chosen, span, now(), signal));
  return (curves ?? []).flatMap(({ series, points }): Drawn[] => {
    const shape = shapeOf(isRare(series) ? withZeros(points, span.since.getTime()) : points, window.since);
    return shape ? [{ series, shape, points }] : [];
  });
}

/** AWS publishes these only while they happen: no value is none. */
const isRare = ({ namespace, metric }: Series): boolean => namespace.startsWith('AWS/') && /Throttle/.test(metric);

function withZeros(points: Point[], from: number): Point[] {
  const [first, second] = points;
  const pause = Math.max(60_000, (second?.at ?? 0) - (first?.at ?? 0));
  const quiet = first === undefined ? 0 : Math.floor((first.at - from) / pause);
  const zeros = Array.from({ length: Math.max(0, quiet) }, (_, n) => ({ at: from + n * pause, value: 0 }));
  return [...zeros, ...points];
}

/** Of a load balancer as a whole, not of other groups behind it. */
const isWholeOf = (edge: string, { dimensions }: Series): boolean =>
  dimensions.length === 1 && dimensions[0]?.name === 'LoadBalancer' && dimensions[0].value === edge;

const wordsOf = ({ namespace, metric, dimensions }: Series): string =>
  [namespace, metric, ...dimensions.map(({ value }) => value)].join(' ');

/** Those whose name tells what they mean first. */
function mostTelling(series: Series[]): Series[] {
  const known = (one: Series): boolean => meaningOf(one) !== undefined;
  return [...series.filter(known), ...series.filter((one) => !known(one))];
}
