import type { IncomingMessage } from 'node:http';

/** A body that cannot be taken, with the status and the JSON-RPC code to answer. */
export class BadBody extends Error {
  readonly status: number;
  readonly code: number;

  constructor(status: number, code: number, message: string) {
    super(message);
    this.name = 'BadBody';
    this.status = status;
    this.code = code;
  }
}

/** Reads a JSON body of at most so many bytes. @throws BadBody */
export async function readBody(request: IncomingMessage, limitBytes: number): Promise<unknown> {
  const tooLarge = () => new BadBody(413, -32_000, `the body is larger than ${limitBytes} bytes`);
  if (Number(request.headers['content-length'] ?? 0) > limitBytes) throw tooLarge();
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request) {
    bytes += part.length;
    if (bytes > limitBytes) throw tooLarge();
    parts.push(part);
  }
  try {
    return JSON.parse(Buffer.concat(parts).toString('utf8'));
  } catch {
    throw new BadBody(400, -32_700, 'the body is not JSON');
  }
}

/** Messages that ask for an answer. A cancellation is none, so that no limit ever holds one up. */
export function requestsIn(body: unknown): number {
  const messages = Array.isArray(body) ? body : [body];
  return messages.filter(
    (message) => typeof message === 'object' && message !== null && 'method' in message && 'id' in message,
  ).length;
}
