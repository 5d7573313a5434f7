import type { Diagnosis } from '../../workflows/contract.ts';

/** A diagnosis for a terminal, in the order of reading under pressure. Control characters were removed by the servers. */
export function printed(diagnosis: Diagnosis): string {
  const { verdict, category, confidence, rootCause, summary, suspectChange, usage } = diagnosis;
  const tokens = usage.inputTokens + usage.outputTokens + usage.cacheReadTokens + usage.cacheWriteTokens;
  return [
    ...(diagnosis.model === 'rules' ? ['Diagnosed by the built-in investigator, without a language model.', ''] : []),
    `${verdict.toUpperCase()}${category === 'none' ? '' : `: ${category}`} (confidence ${confidence}, as of ${diagnosis.asOf})`,
    rootCause,
    '',
    summary,
    ...part('Faulty objects', diagnosis.faultyObjects),
    ...part(
      'Suspect change',
      suspectChange ? [`${suspectChange.repository}@${suspectChange.sha}: ${suspectChange.why}`] : [],
    ),
    ...part(
      'Next steps',
      diagnosis.nextSteps.map(({ what, command }) => (command ? `${what}\n      ${command}    (unverified)` : what)),
    ),
    ...part(
      'Evidence',
      diagnosis.evidence.map(
        ({ claim, quote, verified }) => `${claim}\n      ${verified ? 'verified' : 'UNVERIFIED'}: ${quote}`,
      ),
    ),
    ...part(
      'Timeline',
      diagnosis.timeline.map(({ at, what }) => `${at} ${what}`),
    ),
    ...part(
      'Ruled out',
      diagnosis.ruledOut.map(({ hypothesis, why }) => `${hypothesis}: ${why}`),
    ),
    ...part('Not checked', diagnosis.notChecked),
    ...(diagnosis.recheck ? ['', `Looked again: ${diagnosis.recheck}`] : []),
    '',
    `${diagnosis.model}: ${usage.turns} turns, ${usage.toolCalls} tool calls, ${tokens} tokens, ${Math.round(usage.elapsedMs / 1_000)} s`,
  ].join('\n');
}

function part(title: string, items: string[]): string[] {
  return items.length === 0 ? [] : ['', title, ...items.map((item) => `  - ${item}`)];
}
