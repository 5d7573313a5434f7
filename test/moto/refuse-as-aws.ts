import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { AwsError } from '../estate/aws/aws-error.ts';
import { protocolOf, writeError } from '../estate/aws/protocol/protocol.ts';
import { toIam } from './action-names.ts';
import { firstOf } from './query.ts';

/**
 * An address before moto's. moto decides on signatures and permissions, but writes every refusal as XML, whatever protocol
 * was asked in; from here it comes as AWS writes it. All else passes as it is.
 */
export async function refuseAsAws(motoUrl: string): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((asked, answer) => {
    const upstream = request(
      // The Host header stays, since it is signed.
      new URL(asked.url ?? '/', motoUrl),
      { method: asked.method, headers: asked.headers },
      (response) => {
        if (response.statusCode === 403 && !isQuery(asked)) return void rewrite(asked, response, answer);
        answer.writeHead(response.statusCode ?? 502, response.headers);
        response.pipe(answer);
      },
    );
    upstream.on('error', () => answer.destroy());
    asked.pipe(upstream);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('it listens on TCP only');
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

const isQuery = ({ headers }: IncomingMessage): boolean => protocolOf({ headers }) === 'query';

/** The names that the services with newer protocols have for these. */
const names: Record<string, string> = {
  AccessDenied: 'AccessDeniedException',
  InvalidClientTokenId: 'UnrecognizedClientException',
  SignatureDoesNotMatch: 'InvalidSignatureException',
};

async function rewrite(asked: IncomingMessage, response: IncomingMessage, answer: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(Buffer.from(chunk));
  const xml = Buffer.concat(chunks).toString('utf8');
  const code = firstOf(xml, 'Code');
  const error = new AwsError(names[code] ?? code, toIam(firstOf(xml, 'Message')), 400);
  writeError(answer, protocolOf(asked), '', error);
}
