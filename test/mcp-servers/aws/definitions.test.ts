import { expect, it } from '@jest/globals';
import { startServer } from './aws-server.ts';

it('describes all its tools in less than 6,000 characters', async () => {
  const server = await startServer({});
  try {
    expect(JSON.stringify(await server.tools()).length).toBeLessThan(6_000);
  } finally {
    await server.close();
  }
});
