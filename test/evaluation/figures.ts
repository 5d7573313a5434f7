import type { Figure } from '../bench/figure.ts';
import type { Share, Summary } from './summary.ts';

/** The figures with the project's aims beside them; a part that no case gives is left out. */
export function figuresOf(summary: Summary): Figure[] {
  const { parts, verdicts, confidence, seconds, usage } = summary;
  const wrongHigh: Share = { count: confidence.high.of - confidence.high.count, of: confidence.high.of };
  const all: (Figure & { of: number })[] = [
    { ...figure('fully right', summary.right, 'at least 90 %', 0.9), of: 1 },
    ...Object.entries(summary.folders).map(([folder, right]) =>
      given(`  in ${folder}`, right, Object.keys(summary.folders).length > 1),
    ),
    given('  right in every repeat', summary.rightInEveryRepeat, summary.attempts > summary.cases),
    given('  verdict', parts.verdict),
    given('  cause named', parts.cause),
    given('  first object', parts.object),
    given('  object among the first three', parts.objectInThree),
    given('  commit, or none', parts.commit),
    given('  category', parts.category),
    { ...figure('no decoy named', parts.noDecoy, 'all', 1), of: parts.noDecoy.of },
    { ...figure('healthy said to be healthy', verdicts.healthy, 'all', 1), of: verdicts.healthy.of },
    { ...figure('unreadable said to be inconclusive', verdicts.inconclusive, 'all', 1), of: verdicts.inconclusive.of },
    {
      what: 'of high confidence, wrong',
      measured: shown(wrongHigh),
      aim: 'at most 5 %',
      met: ratio(wrongHigh) <= 0.05,
      of: wrongHigh.of,
    },
    given('  right with high confidence', confidence.high),
    given('  right with medium confidence', confidence.medium),
    given('  right with low confidence', confidence.low),
    { ...figure('quotes verified', summary.quotesVerified, 'all', 1), of: summary.quotesVerified.of },
    { ...figure('evidence recall', summary.recall, 'at least 95 %', 0.95), of: 1 },
    { ...time('median seconds to the first look', seconds.firstLook, 2), of: 1 },
    { ...time('median seconds to the answer', seconds.answer, 5), of: 1 },
    { what: 'turns, tool calls', measured: `${usage.turns}, ${usage.toolCalls}`, of: 1 },
    { what: 'tokens, cost', measured: `${usage.tokens}, $${usage.usd.toFixed(2)}`, of: usage.tokens },
    {
      what: "errors of the model's provider, not counted above",
      measured: `${summary.providerErrors}`,
      of: summary.providerErrors,
    },
  ];
  return all.filter(({ of }) => of > 0).map(({ of: _, ...one }) => one);
}

const ratio = ({ count, of }: Share): number => (of === 0 ? 0 : count / of);

/** `41 of 48 (85 %)`. Rounded down, so that only all is 100 %. */
export const shown = (share: Share): string =>
  `${share.count} of ${share.of}${share.of > 0 ? ` (${Math.floor(ratio(share) * 100)} %)` : ''}`;

const figure = (what: string, share: Share, aim: string, least: number): Figure => ({
  what,
  measured: shown(share),
  aim,
  met: share.of > 0 && ratio(share) >= least,
});

const given = (what: string, share: Share, wanted = true): Figure & { of: number } => ({
  what,
  measured: shown(share),
  of: wanted ? share.of : 0,
});

const time = (what: string, seconds: number, aim: number): Figure =>
  Number.isNaN(seconds)
    ? { what, measured: 'none' }
    : { what, measured: seconds.toFixed(1), aim: `${aim}`, met: seconds <= aim };
