import { type DestinationStream, type Logger, pino, stdSerializers } from 'pino';
import { redact } from '../mcp-servers/runtime/redact.ts';

export type { Logger };

/** JSON lines on stderr; secrets are removed from every line, whatever was logged. */
export function createLog(level: string, destination: DestinationStream = pino.destination(2)): Logger {
  return pino(
    {
      level,
      base: { program: 'trigger' },
      serializers: { err: stdSerializers.err },
      hooks: { streamWrite: redact },
    },
    destination,
  );
}
