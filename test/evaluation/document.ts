import { relative } from 'node:path';
import { packageRoot } from '../../worker/package-root.ts';
import type { Attempt } from './attempt.ts';
import { figuresOf } from './figures.ts';
import type { Run } from './run.ts';
import { isRight } from './summary.ts';

/** `docs/evaluation.md`: what was measured, by which command, and what it does not cover. */
export function documentOf(run: Run): string {
  const { options, summary, attempts, at } = run;
  const dirs = options.dirs.map((dir) => relative(packageRoot(), dir) || '.').join(' ');
  const more = [
    options.model === 'rules' ? '' : ` --model ${options.model}`,
    options.repeat > 1 ? ` --repeat ${options.repeat}` : '',
    options.parallel > 1 ? ` --parallel ${options.parallel}` : '',
    options.noise > 0 ? ` --noise ${options.noise}` : '',
    ` --document ${relative(packageRoot(), options.document ?? 'docs/evaluation.md')}`,
  ].join('');
  return `# Evaluation

How right, how honest and how fast the investigation is on frozen incidents, and how to repeat it. The figures below were written
by this command on ${at.slice(0, 10)}:

\`\`\`sh
npm run build
npm run eval -- ${dirs}${more}
\`\`\`

Each case is served by an estate of its own over the real protocols; the real workflow investigates it on a real Temporal server
with the real MCP servers, and its report is scored as [the case format](case-format.md) says. Nothing of what is expected is
served.

| ${options.model}${options.noise > 0 ? `, noise ${options.noise}` : ''} | measured | aim |
| --- | --- | --- |
${figuresOf(summary)
  .map(
    ({ what, measured, aim = '', met }) =>
      `| ${what.trim()} | ${measured} | ${aim}${met === false ? ', missed' : ''} |`,
  )
  .join('\n')}

${wrongs(attempts)}
## What the words mean

- **Fully right**: verdict, cause, first object, commit and category are as expected, as far as the case gives them, and no decoy is
  named. A run that ends without a diagnosis is wrong; an error of the model's provider is counted apart.
- **Evidence recall**: everything that names the cause, and an object of it, stood in the first 24,000 characters of what the tools
  showed. What is not shown, no model finds.
- **Quotes verified**: each quote of a report stands in the stored result of the call that it cites.
- **First look** is in when the model is first asked; **the answer** when the run has told its thread. Both count from the start of
  the run, on a worker that is up and has not investigated before.

## What else it can do

\`\`\`sh
npm run eval -- test/cases --noise 50                                 # among 50 healthy workloads, stale warnings, unrelated commits
npm run eval -- test/cases --html eval.html --json eval.json          # a page with each timeline and report; everything for programs
npm run eval -- test/cases --model anthropic --max-usd 5 --json eval.json      # your key; the file is what to hand back
\`\`\`

\`--repeat N\` shows how far answers vary: the share right in every repeat stands beside the mean. \`--parallel N\` makes it quicker and its
times worse.

## What this does not cover

- **No figure was made with a live model**: no key was at hand. \`rules\` joins what the servers recognise and no more. It was developed on
  [the cases](evaluation.md) and, since they were first asked of it, on [the exam](evaluation-exam.md), so that both shares flatter it. The
  incidents of \`test/exam\` were written by authors who knew neither the rules nor other cases, and are hard. **At first sight 9 of the 40 of
  \`first\`, 4 of the 16 of \`second\` and 6 of the 20 of \`third\` were right (of these 6 of 10 of Kubernetes and none of 10 of services and their
  code), and of those marked high 4 of 5 of \`second\` and 3 of 6 of \`third\` were wrong** (\`npm run eval -- test/exam/first\` at feb66fd,
  \`test/exam/second\` at b7c4046, and \`test/exam/third\` at 3d18135, to which it has to be copied). What \`rules\` makes of an incident of yours
  lies between, and near first sight where its kind is new.
- The cases are frozen: nothing changes while it is looked at, and nobody answers a question.
- The cause is matched by expressions, which a report can satisfy in words that a person would not have chosen, or miss in words that a
  person would have accepted. Tests hold the scorer to reports that must pass and such that must not
  (an answer for everything, the newest deploy, an echo of the question, a dump of the evidence).
- Volume is that of a team's systems, dozens of workloads and thousands of log lines, not of a whole company's.
`;
}

function wrongs(attempts: Attempt[]): string {
  const wrong = attempts.filter((attempt) => !isRight(attempt));
  if (wrong.length === 0) return '';
  const lines = wrong.map(({ name, outcome }) => {
    const why =
      outcome.kind === 'answered' ? outcome.score.wrong.map((one) => one.replace(/:? ?\/.*$/, '')) : [outcome.message];
    return `| ${name} | ${[...new Set(why)].join('; ').replaceAll('|', '\\|')} |`;
  });
  return `What was wrong:\n\n| case | part |\n| --- | --- |\n${lines.join('\n')}\n`;
}
