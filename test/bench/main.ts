import { loadavg } from 'node:os';
import { demo } from './demo.ts';
import { desktop } from './desktop.ts';
import { type Outcome, printed } from './figure.ts';
import { history } from './history.ts';
import { memory } from './memory.ts';
import { overhead } from './overhead.ts';
import { patterns } from './patterns.ts';
import { pods } from './pods.ts';
import { tools } from './tools.ts';
import { turn } from './turn.ts';

const benchmarks = new Map<string, () => Promise<Outcome>>([
  ['overhead', overhead],
  ['turn', turn],
  ['history', history],
  ['memory', memory],
  ['pods', pods],
  ['tools', tools],
  ['demo', demo],
  ['desktop', desktop],
]);

/**
 * `npm run bench [-- NAME...]`: measures and prints, with the aims beside. A missed aim is no failure.
 * `npm run bench -- patterns DIR` measures the log patterns over a labelled set, which is not among the others since it
 * needs one.
 */
async function main(names: string[]): Promise<number> {
  const [name, directory] = names;
  if (name === 'patterns' && directory !== undefined) {
    report(await patterns(directory));
    return 0;
  }
  const unknown = names.filter((name) => !benchmarks.has(name));
  if (unknown.length > 0) {
    console.error(
      `no benchmark ${unknown.join(', ')}; usage: npm run bench [-- ${[...benchmarks.keys()].join('|')} ...] or npm run bench -- patterns DIR`,
    );
    return 2;
  }
  for (const [name, measure] of benchmarks) {
    if (names.length > 0 && !names.includes(name)) continue;
    report(await measure());
  }
  return 0;
}

function report(outcome: Outcome): void {
  console.log(printed(outcome));
  // Other work on the machine is in every figure.
  console.log(`  load of the machine in the last minute: ${loadavg()[0]?.toFixed(1)}\n`);
}

// What a benchmark has started is ended at exit, and an exit is not what a signal makes by itself.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

main(process.argv.slice(2)).then(
  (status) => process.exit(status),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
