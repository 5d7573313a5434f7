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
