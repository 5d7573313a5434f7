import { createServer } from 'node:http';
import { accessKeyOf, roleAccessKeyOf } from '../../../estate/aws/signature.ts';
import { type Signed, verifyToken } from './verify-token.ts';

export const account = '123456789012';
/** What the estate's STS gives out, and its account of the environment. */
export const secret = 'not-a-secret';
export const sessionToken = 'not-a-token';

export interface EksCluster {
  url: string;
  /** Tokens that were good, one for each request. */
  signed: Signed[];
  /** What was wrong with the others. */
  refused: string[];
  /** Bearer tokens as they came. */
  tokens: string[];
  /** Access keys with an access entry. */
  entries: Set<string>;
  close(): Promise<void>;
}

/** An API server that lets in who has an access entry and a token of EKS that holds; behind it stands the estate's. */
export async function startEksCluster(name: string, behind: string): Promise<EksCluster> {
  const cluster: Omit<EksCluster, 'url' | 'close'> = {
    signed: [],
    refused: [],
    tokens: [],
    entries: new Set([accessKeyOf(account)]),
  };
  const server = createServer(async (request, answer) => {
    const [, token = ''] = /^Bearer (.+)$/.exec(request.headers.authorization ?? '') ?? [];
    cluster.tokens.push(token);
    try {
      const signed = verifyToken(token, name, keyOf);
      if (!cluster.entries.has(signed.accessKey)) throw new Error(`no access entry for ${signed.accessKey}`);
      cluster.signed.push(signed);
    } catch (error) {
      cluster.refused.push(String(error));
      answer.writeHead(401, { 'content-type': 'application/json' });
      answer.end(
        JSON.stringify({ kind: 'Status', apiVersion: 'v1', status: 'Failure', message: 'Unauthorized', code: 401 }),
      );
      return;
    }
    const { accept = '*/*' } = request.headers;
    const upstream = await fetch(behind + (request.url ?? ''), { headers: { accept } });
    answer.writeHead(upstream.status, { 'content-type': upstream.headers.get('content-type') ?? '' });
    answer.end(Buffer.from(await upstream.arrayBuffer()));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    ...cluster,
    url: `http://127.0.0.1:${address.port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const keyOf = (accessKey: string) => {
  if (accessKey === accessKeyOf(account)) return { secret };
  return accessKey === roleAccessKeyOf(account) ? { secret, sessionToken } : undefined;
};
