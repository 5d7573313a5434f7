import { type EngineLine, type Session, sessionsIn } from './engine-log.ts';

/** A read on a PostgreSQL replica for which the replay of the source's log waits. */
export interface RecoveryConflict {
  readers: Session[];
  /** RFC 3339: the first time that the log says so. */
  since: string;
  lines: string[];
}

const waiting = /recovery still waiting|recovery conflict|conflict with recovery/;
const conflicting = /Conflicting process(?:es)?: ([\d, ]+)/;

/** Who holds the replay up, as `log_recovery_conflict_waits` tells; undefined where it has gone on since. */
export function recoveryConflictOf(lines: EngineLine[]): RecoveryConflict | undefined {
  const over = lines.findLastIndex(({ message }) => /recovery finished waiting/.test(message));
  const told = lines.slice(over + 1).filter(({ message }) => waiting.test(message) || conflicting.test(message));
  const [start] = told;
  if (!start) return undefined;
  const sessions = sessionsIn(lines);
  const pids = told.flatMap(({ message }) => conflicting.exec(message)?.[1]?.split(/[,\s]+/) ?? []);
  const readers = [...new Set(pids)].filter(Boolean).map((pid) => sessions.get(pid) ?? { pid });
  const opening = lines.filter(({ pid, message }) => pids.includes(pid) && /^connection authorized/.test(message));
  return { readers, since: start.at, lines: [...told.slice(0, 2), ...opening.slice(0, 1)].map(({ text }) => text) };
}
