import { awsServer } from '../../mcp-servers/aws/server.ts';
import { type Connected, connectInMemory } from '../mcp-servers/connect.ts';
import type { Endpoint } from './moto.ts';

/** The product's server, in this process, with the endpoint's keys and whatever else its environment holds. */
export async function connectTools(
  { url, region, credentials }: Endpoint,
  now: number,
  env: Record<string, string> = {},
): Promise<Connected> {
  const definition = awsServer({
    AWS_ENDPOINT_URL: url,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    ...env,
  });
  const connected = await connectInMemory(definition, () => new Date(now));
  return {
    ...connected,
    async close() {
      await connected.close();
      await definition.close?.();
    },
  };
}
