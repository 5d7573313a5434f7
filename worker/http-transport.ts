import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { ErrorCode, type RequestId } from '@modelcontextprotocol/sdk/types.js';
import { z } from 'zod';

const requestSchema = z.looseObject({ id: z.union([z.string(), z.number()]), method: z.string() });

/**
 * Streamable HTTP that notices when an answer will never come. The SDK's transport waits on when the stream of a request
 * ends or breaks without one, as it does when the server is restarted: here that is answered as a closed connection.
 */
export function httpTransport(url: string, headers: Record<string, string>): StreamableHTTPClientTransport {
  const unanswered = new Set<RequestId>();
  const transport = new StreamableHTTPClientTransport(new URL(url), {
    requestInit: { headers },
    reconnectionOptions: {
      initialReconnectionDelay: 500,
      maxReconnectionDelay: 5_000,
      reconnectionDelayGrowFactor: 2,
      maxRetries: 2,
    },
    async fetch(input, init) {
      const response = await fetch(input, init);
      const id = requestId(init?.body);
      if (response.status === 429 && id !== undefined) return throttled(id, response);
      const streamed = response.headers.get('content-type')?.startsWith('text/event-stream');
      if (id === undefined || !streamed || response.body === null) return response;
      unanswered.add(id);
      const watched = ReadableStream.from(untilEnd(response.body, () => ended(id)));
      return new Response(watched, { status: response.status, headers: response.headers });
    },
  });
  // The client keeps this listener and calls it before its own.
  transport.onmessage = (message) => {
    if (!('method' in message) && message.id !== undefined) unanswered.delete(message.id);
  };

  function ended(id: RequestId): void {
    // The last event is still on its way through the parser when the bytes end.
    setTimeout(() => {
      if (!unanswered.delete(id)) return;
      const error = { code: ErrorCode.ConnectionClosed, message: 'the stream ended without an answer' };
      transport.onmessage?.({ jsonrpc: '2.0', id, error });
    }, 100);
  }

  return transport;
}

/** JSON-RPC has no word for it: a code of ours, which the pool takes for a tool's own `throttled`. */
export const throttledCode = -32_029;

/** A session that is asked to slow down is not lost: opening another would ask more. */
function throttled(id: RequestId, { headers }: Response): Response {
  const seconds = Number(headers.get('retry-after') ?? Number.NaN);
  const data = Number.isFinite(seconds) ? { retryAfterMs: seconds * 1_000 } : {};
  const error = { code: throttledCode, message: 'the server takes no more requests for now (429)', data };
  return Response.json({ jsonrpc: '2.0', id, error });
}

function requestId(body: unknown): RequestId | undefined {
  if (typeof body !== 'string') return undefined;
  return requestSchema.safeParse(JSON.parse(body)).data?.id;
}

async function* untilEnd(body: ReadableStream<Uint8Array>, ended: () => void): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } finally {
    ended();
  }
}
