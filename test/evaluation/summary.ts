import type { confidences } from '../../workflows/contract.ts';
import { median } from '../bench/statistics.ts';
import type { Attempt } from './attempt.ts';
import type { Parts, Score } from './score.ts';

/** So many of so many. */
export interface Share {
  count: number;
  of: number;
}

export interface Summary {
  cases: number;
  attempts: number;
  /** Apart from wrong answers: they say nothing of the diagnosis, and are in no share below. */
  providerErrors: number;
  right: Share;
  /** The same for each folder of cases. */
  folders: Record<string, Share>;
  /** Cases that were right each time they were asked. */
  rightInEveryRepeat: Share;
  parts: Record<keyof Parts | 'objectInThree', Share>;
  /** Of the cases where this is right, so many were said to be it. */
  verdicts: Record<'incident' | 'healthy' | 'inconclusive', Share>;
  recall: Share;
  quotesVerified: Share;
  /** By stated confidence, how many answers were right. */
  confidence: Record<(typeof confidences)[number], Share>;
  /** Sums over all answers. */
  usage: { turns: number; toolCalls: number; tokens: number; usd: number };
  /** Medians; NaN where there is none. */
  seconds: { firstLook: number; answer: number };
}

/** Counts what the attempts came to. An investigation that ended without a diagnosis is a wrong answer. */
export function summaryOf(attempts: Attempt[]): Summary {
  const judged = attempts.filter(({ outcome }) => outcome.kind !== 'provider-error');
  const answers = judged.flatMap(({ outcome, expected }) =>
    outcome.kind === 'answered' ? [{ ...outcome, expected }] : [],
  );
  const byCase = [...Map.groupBy(judged, ({ name }) => name).values()];
  const part = (read: (score: Score) => boolean | undefined): Share => {
    const given = answers.flatMap(({ score }) => read(score) ?? []);
    return share(given, Boolean);
  };
  const diagnoses = answers.map(({ diagnosis }) => diagnosis);
  const sum = (read: (usage: (typeof diagnoses)[number]['usage']) => number): number =>
    diagnoses.reduce((total, { usage }) => total + read(usage), 0);
  return {
    cases: new Set(attempts.map(({ name }) => name)).size,
    attempts: attempts.length,
    providerErrors: attempts.length - judged.length,
    right: share(judged, isRight),
    folders: Object.fromEntries(
      [...Map.groupBy(judged, ({ folder }) => folder)].map(([folder, same]) => [folder, share(same, isRight)]),
    ),
    rightInEveryRepeat: share(byCase, (same) => same.every(isRight)),
    parts: {
      verdict: part(({ parts }) => parts.verdict),
      cause: part(({ parts }) => parts.cause),
      object: part(({ parts }) => parts.object),
      objectInThree: part(({ objectInThree }) => objectInThree),
      commit: part(({ parts }) => parts.commit),
      category: part(({ parts }) => parts.category),
      noDecoy: part(({ parts }) => parts.noDecoy),
    },
    verdicts: {
      incident: said('incident'),
      healthy: said('healthy'),
      inconclusive: said('inconclusive'),
    },
    recall: share(judged, ({ recall }) => recall.complete),
    quotesVerified: share(
      diagnoses.flatMap(({ evidence }) => evidence),
      ({ verified }) => verified,
    ),
    confidence: {
      high: sure('high'),
      medium: sure('medium'),
      low: sure('low'),
    },
    usage: {
      turns: sum(({ turns }) => turns),
      toolCalls: sum(({ toolCalls }) => toolCalls),
      tokens: sum(({ inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens }) =>
        [inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens].reduce((a, b) => a + b, 0),
      ),
      usd: sum(({ usd }) => usd ?? 0),
    },
    seconds: {
      firstLook: median(judged.flatMap(({ seconds }) => seconds.firstLook ?? [])),
      answer: median(judged.map(({ seconds }) => seconds.answer)),
    },
  };

  function said(verdict: keyof Summary['verdicts']): Share {
    const expected = judged.filter((attempt) => attempt.expected.verdict === verdict);
    return share(expected, ({ outcome }) => outcome.kind === 'answered' && outcome.diagnosis.verdict === verdict);
  }

  function sure(confidence: (typeof confidences)[number]): Share {
    return share(
      answers.filter(({ diagnosis }) => diagnosis.confidence === confidence),
      ({ score }) => score.right,
    );
  }
}

export const isRight = ({ outcome }: Attempt): boolean => outcome.kind === 'answered' && outcome.score.right;

const share = <Item>(items: Item[], holds: (item: Item) => boolean): Share => ({
  count: items.filter(holds).length,
  of: items.length,
});
