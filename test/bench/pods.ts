import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { serveCase } from '../estate/kubernetes/serve-case.ts';
import type { Outcome } from './figure.ts';
import { clusterNow, generateCluster, unschedulable } from './pods-cluster.ts';
import { processTable } from './process-table.ts';
import { median } from './statistics.ts';

const few = 500;
const many = 5_000;
const runs = 3;
const everyMs = 20;
const aims = { memory: 1.5, time: 12 };

interface Measured {
  ms: number;
  /** Highest resident memory of the server's process, bytes. */
  peak: number;
  characters: number;
  requests: number;
  /** Lists that were asked for without a limit of 500. */
  unpaged: number;
  found: boolean;
}

/** `k8s_triage` over a whole cluster of 5,000 pods against one of 500, each call by a server process of its own. */
export async function pods(): Promise<Outcome> {
  const [small, large] = [await measured(few), await measured(many)];
  const memory = large.peak / small.peak;
  const time = large.ms / small.ms;
  const longer = large.characters - small.characters;
  return {
    title: `pods: k8s_triage over ${many} pods against ${few}, ${unschedulable} of each unschedulable; medians of ${runs} processes`,
    figures: [
      ...[small, large].map(({ peak, ms, characters, requests }, index) => ({
        what: `${index === 0 ? few : many} pods`,
        measured: `${(peak / 1e6).toFixed(0)} MB peak, ${ms.toFixed(0)} ms, ${characters} characters, ${requests} requests`,
      })),
      {
        what: 'peak memory',
        measured: `${memory.toFixed(2)} times`,
        aim: `${aims.memory} times`,
        met: memory <= aims.memory,
      },
      { what: 'time', measured: `${time.toFixed(1)} times`, aim: `${aims.time} times`, met: time <= aims.time },
      { what: 'answer', measured: `${longer} characters longer`, aim: 'no longer', met: longer <= 10 },
      {
        what: 'lists not paged by 500',
        measured: String(small.unpaged + large.unpaged),
        aim: 'none',
        met: small.unpaged + large.unpaged === 0,
      },
      { what: 'the unschedulable pods are found', measured: String(small.found && large.found), aim: 'true' },
    ],
    notes: [
      `Resident memory of the server's process, sampled every ${everyMs} ms; counts of digits in the answer vary.`,
    ],
  };
}

async function measured(count: number): Promise<Measured> {
  const list = { apiVersion: 'v1', kind: 'List', items: generateCluster(count) };
  const estate = await serveCase({ 'kubernetes/objects/all.json': JSON.stringify(list) });
  try {
    const all: Measured[] = [];
    for (let run = 0; run < runs; run += 1) {
      estate.journal.requests.length = 0;
      const called = await callOnce({ ...estate.env, SRE_AGENT_CLOCK: clusterNow });
      const paths = estate.journal.requests.map(({ path }) => path);
      const lists = paths.filter((path) => !path.includes('/log?') && !path.endsWith('/version'));
      const unpaged = lists.filter((path) => !path.includes('limit=500')).length;
      all.push({ ...called, requests: paths.length, unpaged });
    }
    const [first] = all;
    if (!first) throw new Error('nothing was measured');
    return { ...first, ms: median(all.map(({ ms }) => ms)), peak: median(all.map(({ peak }) => peak)) };
  } finally {
    await estate.close();
  }
}

async function callOnce(env: Record<string, string>): Promise<Omit<Measured, 'requests' | 'unpaged'>> {
  const here = import.meta.filename.endsWith('.ts') ? '.ts' : '.js';
  const entry = join(import.meta.dirname, '../../mcp-servers/kubernetes', `main${here}`);
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: ['--no-warnings', entry],
    env: { PATH: process.env.PATH ?? '', ...env },
    stderr: 'ignore',
  });
  const client = new Client({ name: 'bench', version: '1' });
  await client.connect(transport);
  const watching = new AbortController();
  const watched = highest(transport.pid ?? Number.NaN, watching.signal);
  try {
    const start = performance.now();
    const result = await client.callTool({ name: 'k8s_triage', arguments: {} }, undefined, { timeout: 120_000 });
    const ms = performance.now() - start;
    const [block] = Array.isArray(result.content) ? result.content : [];
    const text = block?.type === 'text' ? String(block.text) : '';
    const found = text.includes(`${unschedulable} of 10 pods cannot be scheduled (insufficient memory)`);
    watching.abort();
    return { ms, peak: await watched, characters: text.length, found };
  } finally {
    watching.abort();
    await watched;
    await client.close();
  }
}

async function highest(pid: number, signal: AbortSignal): Promise<number> {
  let peak = 0;
  do {
    const resident = (await processTable()).find((process) => process.pid === pid)?.resident ?? 0;
    peak = Math.max(peak, resident);
    await sleep(everyMs);
  } while (!signal.aborted);
  return peak;
}
