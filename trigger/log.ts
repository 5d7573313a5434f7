import { type DestinationStream, type Logger, pino, stdSerializers } from 'pino';
import { redactDeep } from '../mcp-servers/runtime/redact.ts';

export type { Logger };

/** JSON lines on stderr; secrets are removed from every line, whatever was logged. */
export function createLog(level: string, destination: DestinationStream = pino.destination(2)): Logger {
  return pino(
    {
      level,
      base: { program: 'trigger' },
      serializers: { err: stdSerializers.err },
      hooks: { streamWrite: (line) => `${JSON.stringify(redactDeep(JSON.parse(line)))}\n` },
    },
    destination,
  );
}
