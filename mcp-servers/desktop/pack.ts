import { copyFile, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packExtension } from '@anthropic-ai/mcpb';
import { version } from '../runtime/version.ts';
import type { ServerName } from '../settings/setting.ts';
import { askBundle, type Offered } from './ask-bundle.ts';
import { bundle, packageRoot } from './bundle.ts';
import { bundledPackages, thirdPartyLicences } from './licences.ts';
import { entryPoint, manifestOf } from './manifest.ts';

/** A person waits for it each time Claude Desktop starts. */
export const startAimMs = 1_000;

export interface Packed {
  server: ServerName;
  file: string;
  bytes: number;
  /** Milliseconds from the start of the process to its first answer, of three starts, the quickest first. */
  startsMs: [number, number, number];
}

/** Makes `sre-agent-SERVER-VERSION.mcpb` in this folder. @throws Error where a bundle does not start or is not accepted */
export async function pack(server: ServerName, folder: string): Promise<Packed> {
  const work = await mkdtemp(join(tmpdir(), `sre-agent-${server}-`));
  try {
    const parts = join(work, 'bundle');
    await mkdir(parts);
    const made = await bundle(server, join(parts, entryPoint));
    const { startsMs, ...offered } = await ask(server, join(parts, entryPoint), work);
    await writeFile(join(parts, 'manifest.json'), `${JSON.stringify(manifestOf(server, offered), null, 2)}\n`);
    await copyFile(join(packageRoot, 'LICENSE'), join(parts, 'LICENSE'));
    const licences = thirdPartyLicences(await bundledPackages(made, packageRoot));
    await writeFile(join(parts, 'THIRD-PARTY-LICENCES.txt'), licences);
    const file = join(folder, `sre-agent-${server}-${version}.mcpb`);
    if (!(await packExtension({ extensionPath: parts, outputPath: file, silent: true }))) {
      throw new Error(`${file} was not accepted: npx mcpb validate says why`);
    }
    return { server, file, bytes: (await stat(file)).size, startsMs };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** With what a server needs to start, and nothing that it could reach. */
async function ask(
  server: ServerName,
  file: string,
  work: string,
): Promise<Omit<Offered, 'startMs'> & Pick<Packed, 'startsMs'>> {
  const kubeconfig = join(work, 'kubeconfig');
  await writeFile(kubeconfig, emptyKubeconfig);
  const least: Record<ServerName, Record<string, string>> = {
    kubernetes: { KUBECONFIG: kubeconfig },
    aws: { AWS_REGION: 'us-east-1' },
    github: { GITHUB_TOKEN: 'none' },
    slack: { SLACK_BOT_TOKEN: 'xoxb-none' },
  };
  const env = { HOME: work, USERPROFILE: work, ...least[server] };
  const { startMs, ...offered } = await askBundle(file, env);
  const more = [(await askBundle(file, env)).startMs, (await askBundle(file, env)).startMs];
  const [quickest = startMs, middle = startMs, slowest = startMs] = [startMs, ...more].sort((a, b) => a - b);
  return { ...offered, startsMs: [quickest, middle, slowest] };
}

const emptyKubeconfig = JSON.stringify({
  apiVersion: 'v1',
  kind: 'Config',
  clusters: [{ name: 'none', cluster: { server: 'https://127.0.0.1:1' } }],
  users: [{ name: 'none', user: {} }],
  contexts: [{ name: 'none', context: { cluster: 'none', user: 'none' } }],
  'current-context': 'none',
});
