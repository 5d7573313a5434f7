import { spawn } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import { diagnosisSchema } from '../../../workflows/contract.ts';
import { startProxy } from '../../forward-proxy.ts';
import { startTemporal, type TemporalServer } from '../../temporal-server.ts';
import { standInWorker } from '../fixtures/stand-in-worker.ts';

let server: TemporalServer;
let worker: { close(): Promise<void> };

beforeAll(async () => {
  server = await startTemporal();
  worker = await standInWorker(server.address);
}, 60_000);

afterAll(async () => {
  await worker.close();
  await server.close();
});

interface Ended {
  code: number | null;
  out: string;
  err: string;
}

const diagnose = (...argv: string[]): Promise<Ended> => diagnoseWith({}, ...argv);

function diagnoseWith(more: Record<string, string>, ...argv: string[]): Promise<Ended> {
  const reached = { TEMPORAL_ADDRESS: server.address, SRE_AGENT_TEMPORAL_UI_URL: server.uiUrl };
  const env = { PATH: process.env.PATH, ...reached, ...more };
  const child = spawn(process.execPath, ['trigger/cli/diagnose.ts', ...argv], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    err += chunk;
  });
  return new Promise((resolve) => {
    child.once('close', (code) => resolve({ code, out, err }));
  });
}

/** What stands in the run's history, which is the worker's input and anybody's to read. */
async function questionOf(workflowId: string): Promise<unknown> {
  const connection = await Connection.connect({ address: server.address });
  try {
    const { events } = await new Client({ connection }).workflow.getHandle(workflowId).fetchHistory();
    const [input] = events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads ?? [];
    return JSON.parse(Buffer.from(input?.data ?? []).toString()).question;
  } finally {
    await connection.close();
  }
}

describe('npm run diagnose', () => {
  it('prints the link to the run, then the diagnosis', async () => {
    const { code, out, err } = await diagnose('why is cart slow?');
    expect(out).toBe(`Diagnosed by the built-in investigator, without a language model.

INCIDENT: out-of-memory (confidence high, as of 2026-06-15T22:30:00Z)
Deployment/shop/cart is killed at its limit of 256Mi

Cart answers 502.

Faulty objects
  - Deployment/shop/cart

Suspect change
  - acme/cart@3f1c9a7: it removes the bound of the price cache

Next steps
  - Roll back
      kubectl -n shop rollout undo deployment/cart    (unverified)
  - Bound the cache

Evidence
  - killed for memory
      verified: Reason: OOMKilled

Timeline
  - 2026-06-15T22:05:00Z revision 12 rolled out

Ruled out
  - a surge of traffic: requests are flat

Not checked
  - CloudWatch alarms: denied

rules: 3 turns, 7 tool calls, 0 tokens, 2 s
`);
    expect(err).toMatch(
      /^Investigating: http:\/\/127\.0\.0\.1:\d+\/namespaces\/default\/workflows\/diagnose-[0-9a-f-]+\/[0-9a-f-]+\/history\n$/,
    );
    expect(code).toBe(0);
  });

  it('prints it as JSON for programs', async () => {
    const { out } = await diagnose('why is cart slow?', '--json');
    expect(diagnosisSchema.parse(JSON.parse(out)).category).toBe('out-of-memory');
  });

  it('reaches Temporal through a proxy, and what NO_PROXY names without', async () => {
    const proxy = await startProxy({ 'temporal.invalid': `http://${server.address}` });
    const TEMPORAL_ADDRESS = 'temporal.invalid:7233';
    try {
      const away = { TEMPORAL_ADDRESS, HTTP_PROXY: proxy.url, NO_PROXY: 'other.example, *.corp.example' };
      expect(await diagnoseWith(away, 'why is cart slow?', '--json')).toMatchObject({ code: 0 });
      expect(proxy.asked).toEqual(['CONNECT temporal.invalid:7233']);
      const near = { HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url };
      expect(await diagnoseWith(near, 'why is cart slow?', '--json')).toMatchObject({ code: 0 });
      expect(proxy.asked).toHaveLength(1);
    } finally {
      await proxy.close();
    }
  });

  it('sends a question without what SRE_AGENT_REDACT names, and refuses what that cannot name', async () => {
    const { err } = await diagnoseWith({ SRE_AGENT_REDACT: 'email,ip' }, 'why did maria@example.com lose 10.0.0.7?');
    const asked = await questionOf(/workflows\/(diagnose-[0-9a-f-]+)\//.exec(err)?.[1] ?? '');
    expect(asked).toBe('why did [email] lose [ip]?');
    expect(await diagnoseWith({ SRE_AGENT_REDACT: 'phone' }, 'why?')).toMatchObject({
      code: 1,
      err: expect.stringContaining("SRE_AGENT_REDACT holds 'phone': expected email, ip"),
    });
  });

  it('exits 1 with the reason where there is no diagnosis', async () => {
    expect(await diagnose('fail')).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringContaining('No diagnosis: the model refused the key'),
    });
  });

  it('exits 2 with the usage on a wrong command line', async () => {
    const { code, err } = await diagnose('--since', 'noon', 'why?');
    expect(err).toMatch(/^--since is 'noon'.*\n\nnpm run diagnose -- /);
    expect(code).toBe(2);
  });
});
