import type { Load } from '../../read/databases.ts';
import { type EngineLine, statementIn } from './engine-log.ts';

const most = 10;

/**
 * The statements that an engine's log of slow ones tells of, by the share of time that they took together: what is known
 * of a load where Performance Insights is off. Undefined where nothing was logged.
 */
export function slowStatements(lines: EngineLine[]): Load | undefined {
  const timed = lines.flatMap((line) => {
    const statement = statementIn(line);
    return line.took !== undefined && statement !== undefined ? [{ took: line.took, statement }] : [];
  });
  const all = total(timed);
  if (all === 0) return undefined;
  const alike = Map.groupBy(timed, ({ statement }) => shapeOf(statement));
  const statements = [...alike]
    .map(([text, same]) => ({ text, share: total(same) / all, waits: [] }))
    .sort((a, b) => b.share - a.share)
    .slice(0, most);
  return { of: 'the time of slow statements in its log', statements, waits: [], sessions: [] };
}

const total = (timed: { took: number }[]): number => timed.reduce((sum, { took }) => sum + took, 0);

/** A statement without what differs from call to call. */
const shapeOf = (statement: string): string =>
  statement
    .replaceAll(/'(?:[^']|'')*'/g, '?')
    .replaceAll(/\b\d+(?:\.\d+)?\b/g, '?')
    .replaceAll(/\(\s*\?(?:\s*,\s*\?)+\s*\)/g, '(?)')
    .replaceAll(/\s+/g, ' ')
    .replace(/;$/, '')
    .trim();
