import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { packageRoot } from '../../worker/package-root.ts';
import type { Figure, Outcome } from './figure.ts';
import { descendantsOf, processTable } from './process-table.ts';
import { median, spread } from './statistics.ts';

const runs = 3;
const upAimS = 20;
const downAimS = 5;
const patienceMs = 120_000;

/** Lines that the demo prints, by which its progress is told. */
const milestones = { listening: 'The Slack page:', mentioned: 'The run:', answered: 'Ask more on' } as const;

interface Passage {
  /** Seconds from the start of the process. */
  listening: number;
  mentioned: number;
  answered: number;
  /** Seconds from SIGINT to the end of the process. */
  down: number;
  /** Processes it had started that still lived then, and addresses it had printed that still listened. */
  left: string[];
}

/** How long the demo takes to be up, and to be gone after Ctrl-C. */
export async function demo(): Promise<Outcome> {
  const passages: Passage[] = [];
  for (let run = 0; run < runs; run++) passages.push(await passage());
  const seconds = (what: string, of: (passage: Passage) => number, aim?: number): Figure => {
    const values = passages.map(of);
    const judged = aim === undefined ? {} : { aim: `${aim} s`, met: median(values) <= aim };
    return { what, measured: spread(values, 1, ' s'), ...judged };
  };
  const left = passages.flatMap((one) => one.left);
  return {
    title: `demo: node dist/test/demo.js, installed and built; median of ${runs} runs (min–max)`,
    figures: [
      seconds('start to everything listening', ({ listening }) => listening, upAimS),
      seconds('start to the mention made', ({ mentioned }) => mentioned, upAimS),
      seconds('start to the answer in the thread', ({ answered }) => answered),
      seconds('Ctrl-C to the end of the process', ({ down }) => down, downAimS),
      {
        what: 'processes and ports left behind',
        measured: left.length === 0 ? 'none' : left.join(', '),
        aim: 'none',
        met: left.length === 0,
      },
    ],
    notes: [],
  };
}

async function passage(): Promise<Passage> {
  const began = performance.now();
  const child = spawn(process.execPath, [join(packageRoot(), 'dist', 'test', 'demo.js'), '--model', 'rules'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  try {
    const { times, addresses } = await upAndAnswered(child, began);
    const started = descendantsOf(child.pid ?? 0, await processTable());
    const exited = once(child, 'exit');
    const asked = performance.now();
    child.kill('SIGINT');
    await exited;
    const down = secondsSince(asked);
    return { ...times, down, left: await leftBehind(new Set(started.map(({ pid }) => pid)), addresses) };
  } finally {
    process.removeListener('exit', kill);
    kill();
  }
}

interface Up {
  times: Record<keyof typeof milestones, number>;
  addresses: URL[];
}

async function upAndAnswered(child: ChildProcess, began: number): Promise<Up> {
  if (!child.stdout) throw new Error('the demo has no output');
  const times = { listening: Number.NaN, mentioned: Number.NaN, answered: Number.NaN };
  const addresses: URL[] = [];
  const patience = setTimeout(() => child.kill('SIGKILL'), patienceMs);
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      if (/^The (?:Slack page|Temporal UI):/.test(line)) addresses.push(new URL(line.replace(/^[^:]+:\s+/, '')));
      if (line.startsWith(milestones.listening)) times.listening = secondsSince(began);
      if (line.startsWith(milestones.mentioned)) times.mentioned = secondsSince(began);
      if (!line.startsWith(milestones.answered)) continue;
      times.answered = secondsSince(began);
      return { times, addresses };
    }
  } finally {
    clearTimeout(patience);
  }
  throw new Error('the demo ended before it had answered');
}

async function leftBehind(started: ReadonlySet<number>, addresses: readonly URL[]): Promise<string[]> {
  const processes = (await processTable()).filter(({ pid }) => started.has(pid));
  const open = await Promise.all(addresses.map(async (url) => ((await listens(url)) ? [url.host] : [])));
  return [...processes.map(({ pid }) => `process ${pid}`), ...open.flat()];
}

async function listens({ hostname, port }: URL): Promise<boolean> {
  const socket = connect({ host: hostname, port: Number(port) });
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

const secondsSince = (began: number): number => (performance.now() - began) / 1_000;
