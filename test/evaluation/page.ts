import { basename } from 'node:path';
import type { Diagnosis } from '../../workflows/contract.ts';
import type { Attempt, Step } from './attempt.ts';
import { figuresOf } from './figures.ts';
import type { Run } from './run.ts';
import { isRight } from './summary.ts';

/** One page without scripts: the figures, and for each case its timeline, report, and why it scored as it did. */
export function pageOf(run: Run): string {
  const { summary, attempts, options, at } = run;
  const title = `${summary.attempts} investigations of ${summary.cases} cases by ${options.model}`;
  const noise = options.noise > 0 ? `, each among ${options.noise} healthy workloads` : '';
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${text(title)}</title>
<style>${style}</style>
</head>
<body>
<h1>${text(title)}</h1>
<p>${text(`${at}; ${options.dirs.map((dir) => basename(dir)).join(', ')}${noise}`)}</p>
<table>
${figuresOf(summary)
  .map(
    ({ what, measured, aim = '', met }) =>
      `<tr><td>${text(what)}</td><td>${text(measured)}</td><td class="${met === false ? 'bad' : ''}">${text(aim && `aim ${aim}`)}${met === false ? ', missed' : ''}</td></tr>`,
  )
  .join('\n')}
</table>
${run.skipped.length > 0 ? `<p>Not begun: ${text(run.skipped.join(', '))}</p>` : ''}
${attempts.map(section).join('\n')}
</body>
</html>
`;
}

function section(attempt: Attempt): string {
  const { name, repeat, title, request, outcome, recall, seconds } = attempt;
  const right = isRight(attempt);
  const wrong = outcome.kind === 'answered' ? outcome.score.wrong : [outcome.message];
  const unseen = recall.complete ? [] : [`the tools did not show ${recall.missing.join(', ')}`];
  const label = outcome.kind === 'provider-error' ? 'error of the provider' : right ? 'right' : 'wrong';
  return `<details${right ? '' : ' open'}>
<summary><b class="${right ? 'good' : 'bad'}">${label}</b> ${text(name)}${repeat > 1 ? ` #${repeat}` : ''}: ${text(title)} <small>${seconds.answer.toFixed(1)} s</small></summary>
<p class="asked">${text(request)}</p>
<ul class="bad">${[...wrong, ...unseen].map((one) => `<li>${text(one)}</li>`).join('')}</ul>
${expectation(attempt)}
${outcome.kind === 'answered' ? report(outcome.diagnosis) : ''}
${timeline(attempt.steps)}
</details>`;
}

function expectation({ expected }: Attempt): string {
  const { verdict, category, objects, commit } = expected;
  const parts = [verdict, category, objects?.join(' or '), commit === undefined ? undefined : `commit ${commit}`];
  return `<p><small>expected: ${text(parts.filter((part) => part !== undefined).join(' · '))}</small></p>`;
}

function report({
  verdict,
  category,
  confidence,
  rootCause,
  faultyObjects,
  suspectChange,
  evidence,
  ruledOut,
  notChecked,
  usage,
}: Diagnosis): string {
  const items = (heading: string, lines: string[]): string =>
    lines.length === 0 ? '' : `<h4>${heading}</h4><ul>${lines.map((line) => `<li>${line}</li>`).join('')}</ul>`;
  return `<p><b>${text(`${verdict}: ${category}, confidence ${confidence}`)}</b><br>${text(rootCause)}</p>
<p>${text(faultyObjects.join(', '))}${suspectChange ? `<br>${text(`${suspectChange.repository}@${suspectChange.sha}: ${suspectChange.why}`)}` : ''}</p>
${items(
  'Evidence',
  evidence.map(
    (one) =>
      `${text(one.claim)}<pre>${text(one.quote)}</pre><small class="${one.verified ? 'good' : 'bad'}">${one.verified ? 'verified' : 'not verified'} in ${text(one.toolCallId)}</small>`,
  ),
)}
${items(
  'Ruled out',
  ruledOut.map(({ hypothesis, why }) => text(`${hypothesis}: ${why}`)),
)}
${items('Not checked', notChecked.map(text))}
<p><small>${usage.turns} turns, ${usage.toolCalls} tool calls, ${usage.inputTokens + usage.outputTokens} tokens${usage.usd === undefined ? '' : `, $${usage.usd.toFixed(3)}`}</small></p>`;
}

/** Each step as a bar over the time of the run. */
function timeline(steps: Step[]): string {
  const end = Math.max(1, ...steps.map(({ to }) => to));
  const rows = steps.map(({ what, kind, from, to, failed }) => {
    const left = (from / end) * 100;
    const width = Math.max(0.4, ((to - from) / end) * 100);
    return `<div class="step"><span>${text(what)}</span><i><b class="${kind}${failed ? ' failed' : ''}" style="margin-left:${left.toFixed(1)}%;width:${width.toFixed(1)}%"></b></i><small>${Math.round(to - from)} ms</small></div>`;
  });
  return rows.length === 0 ? '' : `<h4>Timeline, ${(end / 1_000).toFixed(1)} s</h4>${rows.join('\n')}`;
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** What tools and models said is text here, whatever it looks like. */
const text = (raw: string): string => raw.replace(/[&<>"']/g, (character) => entities[character] ?? character);

const style = `
body { font: 15px/1.45 system-ui, sans-serif; max-width: 68rem; margin: 2rem auto; padding: 0 1rem; color: #1d2733; }
table { border-collapse: collapse; } td { padding: .15rem 1rem .15rem 0; white-space: pre; }
details { border-top: 1px solid #d5dbe2; padding: .5rem 0; } summary { cursor: pointer; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; background: #f4f6f8; padding: .4rem .6rem; margin: .2rem 0; }
.asked { font-style: italic; } .good { color: #1b7f4b; } .bad { color: #b3261e; } h4 { margin: .6rem 0 .2rem; }
.step { display: grid; grid-template-columns: 20rem 1fr 5rem; gap: .6rem; align-items: center; }
.step span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.step i { background: #eef1f4; display: block; } .step b { display: block; height: .7rem; background: #8d99a6; }
.step b.turn { background: #6750a4; } .step b.tool { background: #2f7ed8; } .step b.post { background: #d99000; }
.step b.failed { background: #b3261e; }
`;
