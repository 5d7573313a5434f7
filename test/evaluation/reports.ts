import type { Submission } from '../../workflows/contract.ts';
import type { Case } from '../estate/case.ts';
import type { Commit } from '../estate/github/read-repositories.ts';
import { exampleOf } from './example-of.ts';

type Report = Pick<Submission, 'verdict' | 'rootCause' | 'category' | 'faultyObjects' | 'suspectChange'>;

/** What a report is made from that is not the product's: for tests that hold the scorer to account. */
export interface World {
  incident: Case;
  /** Of every repository, newest first. */
  commits: (Commit & { repository: string })[];
  /** Everything that the tools showed. */
  shown: string;
}

const nothing: Pick<Report, 'category' | 'faultyObjects'> = { category: 'unknown', faultyObjects: [] };

/** Says exactly what is expected. */
export function oracle({ incident: { expected }, commits }: World): Report {
  const { verdict, cause, objects = [], commit } = expected;
  const sha = commit === undefined || commit === 'none' ? undefined : commit;
  const repository = commits.find((one) => one.sha === sha)?.repository ?? 'acme/unknown';
  return {
    verdict,
    rootCause: cause
      .map((group) => exampleOf(group[0] ?? ''))
      .join(' and ')
      .slice(0, 300),
    category: (expected.category as Report['category'] | undefined) ?? 'unknown',
    faultyObjects: objects.slice(0, 1),
    ...(sha ? { suspectChange: { repository, sha, why: 'it is expected' } } : {}),
  };
}

/** Never finds anything wrong. */
export const alwaysHealthy = (): Report => ({
  ...nothing,
  verdict: 'healthy',
  rootCause: 'Nothing is wrong: everything is healthy and normal, no active failure.',
  category: 'none',
});

/** The newest change did it, whatever happened. */
export function blameTheLatest({ commits }: World): Report {
  const [latest] = commits.toSorted((a, b) => Date.parse(b.date) - Date.parse(a.date));
  return {
    ...nothing,
    verdict: 'incident',
    rootCause: `The latest change did it: ${latest?.sha ?? 'the deploy'} ${latest?.message ?? ''}`.slice(0, 300),
    category: 'code-defect',
    faultyObjects: latest ? [`github:${latest.repository}`] : [],
    ...(latest ? { suspectChange: { repository: latest.repository, sha: latest.sha, why: 'it is the newest' } } : {}),
  };
}

/** Gives the question back. */
export const echo = ({ incident }: World): Report => ({
  ...nothing,
  verdict: 'incident',
  rootCause: incident.request.slice(0, 300),
});

/** Gives back whatever was seen, as much as a root cause takes. */
export const dump = ({ shown }: World): Report => ({ ...nothing, verdict: 'incident', rootCause: shown.slice(0, 300) });
