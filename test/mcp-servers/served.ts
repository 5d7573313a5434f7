import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { ServerName } from '../../mcp-servers/settings/setting.ts';

/** The command of the package, from the sources. */
export const command = join(import.meta.dirname, '../../mcp-servers/cli.ts');

export interface Served {
  url: string;
  close(): Promise<void>;
}

/** A server as a program of its own on HTTP, at any free port of the loopback. */
export async function serveOnHttp(server: ServerName, env: Record<string, string>): Promise<Served> {
  const args = ['--no-warnings', command, server, '--http', '0'];
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = once(child, 'exit');
  let said = '';
  for await (const chunk of child.stderr) {
    said += String(chunk);
    const [, url] = /"url":"([^"]+)"/.exec(said) ?? [];
    if (url === undefined) continue;
    const close = async () => {
      child.kill('SIGTERM');
      await ended;
    };
    return { url, close };
  }
  throw new Error(`${server} did not start:\n${said}`);
}
