import { stamp } from '../../runtime/window.ts';
import type { Series } from '../read/metrics.ts';
import type { Shape } from './shape.ts';

/** `AWS/RDS ReplicaLag DBInstanceIdentifier=orders-replica` */
export const seriesName = ({ namespace, metric, dimensions }: Series): string =>
  [namespace, metric, dimensions.map(({ name, value }) => `${name}=${value}`).join(',')].filter(Boolean).join(' ');

const bytes =
  /Storage(?:Space)?$|FreeableMemory|SwapUsage|LogsGeneration|DiskUsage|SlotLag|Bytes|NetworkThroughput|(?:Receive|Transmit|Read|Write)Throughput$/;

/** A value as people write it: bytes of AWS's own metrics in GB or MB, everything else to three digits or so. */
export function amount(value: number, { namespace, metric }: Pick<Series, 'namespace' | 'metric'>): string {
  if (namespace.startsWith('AWS/') && bytes.test(metric)) {
    return Math.abs(value) >= 1e9 ? `${(value / 1e9).toFixed(1)} GB` : `${(value / 1e6).toFixed(1)} MB`;
  }
  return number(value);
}

export function number(value: number): string {
  if (value === 0 || Number.isInteger(value)) return String(value);
  if (Math.abs(value) >= 100) return String(Math.round(value));
  return String(Number(value.toPrecision(3)));
}

/** One line a curve: where it is, where it was, and when it went. */
export function curveLine(series: Series, shape: Shape): string {
  const show = (value: number): string => amount(value, series);
  const was = shape.baseIs === 'before' ? 'before' : 'at first';
  const times = shape.ratio === undefined ? '' : ` (${number(shape.ratio)}x)`;
  const step = shape.step
    ? `; largest step ${show(shape.step.from)} -> ${show(shape.step.to)} at ${stamp(new Date(shape.step.at))}`
    : '';
  return `${seriesName(series)}: last ${show(shape.last)}, ${was} ${show(shape.base)}${times}; min ${show(shape.min)} mean ${show(shape.mean)} max ${show(shape.max)}${step}`;
}
