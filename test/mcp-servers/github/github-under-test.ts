import { join } from 'node:path';
import { githubServer } from '../../../mcp-servers/github/server.ts';
import type { InstallationTokens } from '../../estate/github/app.ts';
import { type GithubOptions, githubSystem } from '../../estate/github/system.ts';
import { loadCase } from '../../estate/load-case.ts';
import { Journal, listen } from '../../estate/system.ts';
import { type Called, type CallOptions, type Connected, connectInMemory } from '../connect.ts';

export const caseDir = (name: string): string => join(import.meta.dirname, '../../cases', name);

export interface GithubUnderTest {
  url: string;
  journal: Journal;
  env: Record<string, string>;
  now: Date;
  /** Those of the App's installations. */
  tokens: InstallationTokens;
  tools: Connected['tools'];
  call(tool: string, args?: Record<string, unknown>, options?: CallOptions): Promise<Called>;
  close(): Promise<void>;
}

/** The server, connected to a case's GitHub over the wire and to the test by the protocol. */
export async function startGithub(
  dir: string,
  env: Record<string, string> = {},
  options: GithubOptions = {},
): Promise<GithubUnderTest> {
  const incident = await loadCase(dir);
  const journal = new Journal();
  const system = await githubSystem(incident, journal, options);
  const { url, close } = await listen(system, journal);
  const whole = { ...system.env?.(url), ...env };
  const now = new Date(incident.now);
  const server = await connectInMemory(githubServer(whole), () => now);
  return {
    url,
    journal,
    env: whole,
    now,
    tokens: system.tokens,
    tools: server.tools,
    call: server.call,
    async close() {
      await server.close();
      await close();
      if (journal.notServed.length > 0) throw new Error(journal.notServed.join('\n'));
    },
  };
}
