import { type Logger, pino } from 'pino';
import { redactDeep } from './redact.ts';

export type { Logger };

/**
 * JSON lines on stderr, since stdout belongs to the protocol; no secret gets through, whatever is logged.
 *
 * @param level `LOG_LEVEL`, default `info`
 */
export function createLog(name: string, level = 'info'): Logger {
  return pino(
    {
      name,
      level,
      base: { name },
      hooks: { streamWrite: (line) => `${JSON.stringify(redactDeep(JSON.parse(line)))}\n` },
    },
    pino.destination({ dest: 2, sync: true }),
  );
}
