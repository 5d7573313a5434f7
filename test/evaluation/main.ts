import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { printed } from '../bench/figure.ts';
import { CaseError } from '../estate/case.ts';
import { readOptions, UsageError, usage } from './arguments.ts';
import { documentOf } from './document.ts';
import { evaluate } from './evaluate.ts';
import { figuresOf } from './figures.ts';
import { pageOf } from './page.ts';
import { summaryOf } from './summary.ts';
import { heading, line } from './table.ts';

/** `npm run eval -- DIR...`: how right, how honest and how fast the real investigation is on frozen incidents. */
async function main(argv: string[]): Promise<number> {
  const options = await readOptions(argv);
  if (!options) {
    console.log(usage);
    return 0;
  }
  const names = options.cases.map((dir) => basename(dir));
  const interrupted = new AbortController();
  // What is under way is finished and reported; a second signal ends it at once.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => (interrupted.signal.aborted ? process.exit(130) : interrupted.abort()));
  }
  console.log(heading(names));
  const evaluated = await evaluate(options, {
    onAttempt: (attempt) => {
      console.log(line(attempt, names));
      if (attempt.outcome.kind === 'answered') for (const one of attempt.outcome.score.wrong) console.log(`    ${one}`);
      if (!attempt.recall.complete) console.log(`    not shown: ${attempt.recall.missing.join(', ')}`);
    },
    say: (text) => console.error(text),
    interrupted: interrupted.signal,
  });
  const summary = summaryOf(evaluated.attempts);
  const noise = options.noise > 0 ? `, noise ${options.noise}` : '';
  const skipped = evaluated.skipped.length > 0 ? [`not begun: ${evaluated.skipped.join(', ')}`] : [];
  const title = `${summary.attempts} investigations of ${summary.cases} cases by ${options.model}${noise}`;
  console.log(`\n${printed({ title, figures: figuresOf(summary), notes: skipped })}`);
  const run = { at: new Date().toISOString(), options, summary, ...evaluated };
  if (options.json) await writeFile(options.json, `${JSON.stringify(run, null, 2)}\n`);
  if (options.html) await writeFile(options.html, pageOf(run));
  if (options.document) await writeFile(options.document, documentOf(run));
  return 0;
}

main(process.argv.slice(2)).then(
  (status) => process.exit(status),
  (error: unknown) => {
    const forPeople = error instanceof UsageError || error instanceof CaseError;
    console.error(forPeople ? error.message : error);
    process.exit(2);
  },
);
