import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { serverNames } from '../../mcp-servers/settings/setting.ts';
import { startEstate } from '../estate/index.ts';
import { type Connected, connectStdio } from './connect.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../..');

let folder: string;
let command: string;
const closing: (() => Promise<unknown>)[] = [];

// As a person would: `npm pack`, and `npm install` of what comes out into an empty folder, from npm's cache where it can.
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'package-'));
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund'];
  await run('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], { cwd: root });
  const [packed = ''] = (await readdir(folder)).filter((name) => name.endsWith('.tgz'));
  await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true }));
  await run('npm', ['install', '--prefer-offline', ...quiet, `./${packed}`], { cwd: folder });
  command = join(folder, 'node_modules/.bin/sre-agent-mcp');
}, 180_000);
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the package, installed into an empty folder', () => {
  it('brings a command that can be executed', async () => {
    await access(command, constants.X_OK);
    const { stdout } = await run(command, ['--version'], { env: { PATH: process.env.PATH } });
    expect(stdout).toBe('0.1.0\n');
  });

  it('has one in the checkout as well, after every build: npx runs it there', async () => {
    await access(join(root, 'dist/mcp-servers/cli.js'), constants.X_OK);
  });

  it('brings neither tests nor the packer of bundles', async () => {
    const parts = await readdir(join(folder, 'node_modules/sre-agent/dist'), { recursive: true });
    expect(parts).toContain(join('mcp-servers', 'cli.js'));
    expect(parts.filter((part) => /^test\b|desktop/.test(part))).toEqual([]);
  });

  it.each(serverNames)('serves the %s server against the estate', async (server) => {
    const estate = await startEstate({ caseDir: join(root, 'test/cases/pool-exhausted') });
    closing.push(() => estate.close());
    const connected: Connected = await connectStdio(command, estate.env, [server]);
    closing.push(connected.close);
    expect(connected.client.getServerVersion()?.name).toBe(`sre-agent-${server}`);
    expect((await connected.tools()).length).toBeGreaterThan(3);
  });
});
