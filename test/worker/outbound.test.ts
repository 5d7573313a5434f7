import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { packageRoot } from '../../worker/package-root.ts';
import { startProxy } from '../forward-proxy.ts';
import { privateCertificate, startTlsBefore } from '../private-ca.ts';
import { running } from '../workflows/running.ts';
import { submits } from '../workflows/scripted.ts';

const certificate = privateCertificate('model.invalid');
afterAll(() => certificate?.remove());

const closings: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closings.splice(0).reverse()) await close();
});

function startWorkerProgram(env: Record<string, string>): void {
  const program = join(packageRoot(), 'worker', 'main.ts');
  const worker = spawn(process.execPath, [program], { env, stdio: ['ignore', 'ignore', 'inherit'] });
  closings.push(async () => {
    if (worker.exitCode !== null || worker.signalCode !== null) return;
    worker.kill('SIGKILL');
    await once(worker, 'exit');
  });
}

describe('the worker program', () => {
  const start = running({ caseDir: join(packageRoot(), 'test', 'cases', 'healthy'), quick: true, parts: [] });

  (certificate ? it : it.skip)(
    'reaches the model and Slack through a proxy, and a model behind a private CA',
    async () => {
      if (!certificate) return;
      const { ask, answers, estate, env } = await start();
      estate.model.script([submits()]);
      const tls = await startTlsBefore(estate.urls.model, certificate);
      const proxy = await startProxy({ 'model.invalid': tls.url, 'slack.invalid': estate.urls.slack });
      closings.push(tls.close, proxy.close);
      startWorkerProgram({
        ...env,
        ANTHROPIC_BASE_URL: 'https://model.invalid',
        SLACK_API_URL: 'http://slack.invalid/api/',
        HTTPS_PROXY: proxy.url,
        HTTP_PROXY: proxy.url,
        NODE_EXTRA_CA_CERTS: certificate.file,
      });
      const run = await ask();
      expect(await run.handle.result()).toMatchObject({ verdict: 'incident' });
      expect(answers(run)).toHaveLength(2);
      expect(new Set(proxy.asked)).toEqual(new Set(['CONNECT model.invalid:443', 'CONNECT slack.invalid:80']));
    },
    60_000,
  );

  it('refuses a proxy that it cannot use, by name and with the rest of what is wrong', async () => {
    const program = join(packageRoot(), 'worker', 'main.ts');
    const env = { PATH: process.env.PATH, HTTPS_PROXY: 'socks5://me:secret@proxy:1080' };
    const worker = spawn(process.execPath, [program], { env, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    worker.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const [code] = await once(worker, 'close');
    expect(code).toBe(1);
    expect(said).toContain('HTTPS_PROXY is not the address of an HTTP proxy');
    expect(said).toContain('SRE_AGENT_MODEL');
    expect(said).not.toContain('secret');
  });
});
