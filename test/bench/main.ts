import { loadavg } from 'node:os';
import { demo } from './demo.ts';
import { type Outcome, printed } from './figure.ts';
import { history } from './history.ts';
import { memory } from './memory.ts';
import { overhead } from './overhead.ts';
import { turn } from './turn.ts';

const benchmarks = new Map<string, () => Promise<Outcome>>([
  ['overhead', overhead],
  ['turn', turn],
  ['history', history],
  ['memory', memory],
  ['demo', demo],
]);

/** `npm run bench [-- NAME...]`: measures and prints, with the aims beside. A missed aim is no failure. */
async function main(names: string[]): Promise<number> {
  const unknown = names.filter((name) => !benchmarks.has(name));
  if (unknown.length > 0) {
    console.error(
      `no benchmark ${unknown.join(', ')}; usage: npm run bench [-- ${[...benchmarks.keys()].join('|')} ...]`,
    );
    return 2;
  }
  for (const [name, measure] of benchmarks) {
    if (names.length > 0 && !names.includes(name)) continue;
    console.log(printed(await measure()));
    // Other work on the machine is in every figure.
    console.log(`  load of the machine in the last minute: ${loadavg()[0]?.toFixed(1)}\n`);
  }
  return 0;
}

main(process.argv.slice(2)).then(
  (status) => process.exit(status),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
