import { type Logger as BoltLogger, LogLevel } from '@slack/bolt';
import type { Logger } from '../log.ts';

/** Bolt's log lines in ours. Its `info` is chatter about connections, so it counts as debug here. */
export function boltLog(log: Logger): BoltLogger {
  const line = (parts: unknown[]) => parts.map((part) => (part instanceof Error ? told(part) : String(part))).join(' ');
  return {
    debug: (...parts) => log.trace(line(parts)),
    info: (...parts) => log.debug(line(parts)),
    warn: (...parts) => log.warn(line(parts)),
    error: (...parts) => log.error(line(parts)),
    setLevel: () => {},
    getLevel: () => LogLevel.INFO,
    setName: () => {},
  };
}

/** `fetch failed` says nothing without what is below it. */
function told({ message, cause }: Error): string {
  return cause instanceof Error ? `${message} (${told(cause)})` : message;
}
