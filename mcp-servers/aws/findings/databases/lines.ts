import { stamp } from '../../../runtime/window.ts';
import { amount, curveLine } from '../../metrics/render.ts';
import { departs, type Shape } from '../../metrics/shape.ts';
import type { DatabaseEvent, Load } from '../../read/databases.ts';
import type { Drawn } from '../curves.ts';
import type { Draft } from '../draft.ts';
import type { Database } from './database.ts';

/** Of the load; less is one statement among others. */
export const heavy = 0.4;

/** With what its share is of. */
export type Statement = Load['statements'][number] & { of: string };

export const statementsOf = ({ load }: Pick<Database, 'load'>): Statement[] =>
  (load?.statements ?? []).map((statement) => ({ ...statement, of: load?.of ?? 'the load' }));

/** The statement that makes more of the load than any other, if that is much. */
export function heaviest(database: Database, kind: RegExp = /./): Statement | undefined {
  return statementsOf(database)
    .filter(({ text }) => kind.test(text))
    .find(({ share }) => share >= heavy);
}

export const quoted = ({ text, share, of }: Statement): string => `${text} (${percent(share)} of ${of})`;

export const statementLine = ({ id }: { id: string }, { text, share, of, waits }: Statement): string =>
  `${percent(share)} of ${of} of ${id}${waits.length > 0 ? `, waiting for ${waits.join(', ')}` : ''}: ${text}`;

export const eventLine = ({ id }: { id: string }, { at, message }: DatabaseEvent): string =>
  `${stamp(at)} RDS ${id}: ${message}`;

export const eventsOf = (database: Database): string[] => database.events.map((event) => eventLine(database, event));

export const percent = (share: number): string => `${Math.round(share * 100)}%`;

export const rose = ({ shape }: Drawn): boolean => departs(shape.now, shape, 'up');

export const line = ({ series, shape }: Drawn): string => curveLine(series, shape);

export const change = ({ series, shape }: Drawn): string =>
  `${series.metric} ${amount(shape.base, series)} -> ${amount(shape.now, series)}`;

export const sinceOf = ({ step }: Shape): { since?: string } => (step ? { since: stamp(new Date(step.at)) } : {});

export const moreOf = (id: string): Draft['next'] => ({
  tool: 'aws_get',
  args: { what: 'databases', service: id },
  why: 'its state, events, statements and waits',
});
