import { ToolError } from '../runtime/tool-error.ts';
import type { Scope } from './arguments.ts';
import { placeName } from './config.ts';
import type { Connection } from './connection.ts';

export interface Wanted {
  account?: string | undefined;
  region?: string | undefined;
}

/**
 * The connections that a call may use. Throws `not_allowed` with what is allowed where nothing of the wanted is; an
 * account that is not configured by id is taken to be the credentials' own.
 */
export function choose(connections: Connection[], wanted: Wanted[]): Connection[] {
  if (wanted.length === 0) return connections;
  const chosen = connections.filter(({ place }) =>
    wanted.some(
      ({ account, region }) =>
        (account === undefined || place.account === undefined || place.account === account) &&
        (region === undefined || place.region === region),
    ),
  );
  if (chosen.length > 0) return chosen;
  const asked = wanted.map(({ account, region }) => [account, region].filter(Boolean).join('/')).join(', ');
  throw new ToolError('not_allowed', `${asked} is not among the accounts and regions that may be read`, {
    hint: `allowed: ${connections.map(({ place }) => placeName(place)).join(', ')}`,
  });
}

/** The accounts of a scope, region by region. */
export function wantedBy(scope: Scope | undefined): Wanted[] {
  return (scope?.accounts ?? []).flatMap(({ account, regions = [] }) =>
    regions.length === 0 ? [{ account }] : regions.map((region) => ({ account, region })),
  );
}

/** One connection: a log group or a query lives in one place. */
export function chooseOne(connections: Connection[], wanted: Wanted): Connection {
  const chosen = choose(connections, [wanted]);
  const [first] = chosen;
  if (first !== undefined && chosen.length === 1) return first;
  throw new ToolError('invalid_arguments', 'several accounts or regions may be read: say which', {
    hint: `account and region of one of: ${chosen.map(({ place }) => placeName(place)).join(', ')}`,
  });
}
