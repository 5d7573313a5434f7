import { spawn } from 'node:child_process';
import { installMoto } from './install-moto.ts';

/** One AWS for tests: an address, and whose requests go there. */
export interface Endpoint {
  url: string;
  region: string;
  credentials: Credentials;
}

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

export interface RunningMoto extends Endpoint {
  /** Whether signatures and IAM policies are checked from now on; at first they are not. */
  checkPermissions(check: boolean): Promise<void>;
  close(): Promise<void>;
}

/** moto's own account and the region of the tests. */
export const account = '123456789012';
const region = 'us-east-1';
const startTimeoutMs = 60_000;

/** moto on a free loopback port, with nothing in it. */
export async function startMoto(): Promise<RunningMoto> {
  const server = await installMoto();
  const child = spawn(server, ['-H', '127.0.0.1', '-p', '0'], {
    env: { PATH: process.env.PATH ?? '', PYTHONUNBUFFERED: '1' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const close = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
  };
  const url = await new Promise<string>((resolve, reject) => {
    let said = '';
    const patience = setTimeout(() => reject(new Error(`moto did not start: ${said}`)), startTimeoutMs);
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      said = (said + chunk).slice(-4_000);
      const [, found] = /Running on (http:\/\/127\.0\.0\.1:\d+)/.exec(said) ?? [];
      if (found === undefined) return;
      clearTimeout(patience);
      resolve(found);
    });
    child.once('error', reject);
    child.once('close', () => reject(new Error(`moto ended: ${said}`)));
  }).catch(async (error) => {
    await close();
    throw error;
  });
  return {
    url,
    region,
    credentials: { accessKeyId: 'moto', secretAccessKey: 'not-a-secret' },
    async checkPermissions(check) {
      // The number of requests that are still let through unchecked.
      const answer = await fetch(`${url}/moto-api/reset-auth`, { method: 'POST', body: check ? '0' : 'inf' });
      if (!answer.ok) throw new Error(`moto refused to change its checks: ${answer.status}`);
    },
    close,
  };
}
