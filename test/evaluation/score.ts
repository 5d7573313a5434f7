import type { Diagnosis } from '../../workflows/contract.ts';
import type { Expected } from '../estate/case.ts';

/** The parts of a report that are judged, as docs/case-format.md says; `undefined` where the case does not give it. */
export interface Parts {
  verdict: boolean;
  /** Every group of expressions matches `rootCause`. */
  cause: boolean;
  /** The first of `faultyObjects` is one of those expected. */
  object: boolean | undefined;
  commit: boolean | undefined;
  category: boolean | undefined;
  /** No decoy is named in `rootCause`. */
  noDecoy: boolean | undefined;
}

export interface Score {
  /** Nothing that the case gives is wrong. */
  right: boolean;
  parts: Parts;
  /** An expected object is among the first three; counted beside the score. */
  objectInThree: boolean | undefined;
  /** What was wrong, for people: one line each, nothing where all is right. */
  wrong: string[];
}

type Report = Pick<Diagnosis, 'verdict' | 'rootCause' | 'category' | 'faultyObjects' | 'suspectChange'>;

/** Compares a report with what the case expects. */
export function scoreOf(report: Report, expected: Expected): Score {
  const missing = expected.cause.filter((group) => !group.some((source) => matches(source, report.rootCause)));
  const decoys = expected.must_not?.filter((source) => matches(source, report.rootCause));
  const parts: Parts = {
    verdict: report.verdict === expected.verdict,
    cause: missing.length === 0,
    object: expected.objects && isNamed(expected.objects, report.faultyObjects.slice(0, 1)),
    commit: expected.commit === undefined ? undefined : isCommit(expected.commit, report.suspectChange?.sha),
    category: expected.category === undefined ? undefined : report.category === expected.category,
    noDecoy: decoys && decoys.length === 0,
  };
  const wrong = [
    ...(parts.verdict ? [] : [`verdict ${report.verdict}, expected ${expected.verdict}`]),
    ...missing.map((group) => `the root cause matches none of ${group.map((one) => `/${one}/`).join(' ')}`),
    ...(parts.object === false ? [`first object ${report.faultyObjects[0] ?? 'none'} is none of those expected`] : []),
    ...(parts.commit === false
      ? [`suspect change ${report.suspectChange?.sha.slice(0, 12) ?? 'none'}, expected ${expected.commit}`]
      : []),
    ...(parts.category === false ? [`category ${report.category}, expected ${expected.category}`] : []),
    ...(decoys ?? []).map((source) => `the root cause names the decoy /${source}/`),
  ];
  return {
    right: wrong.length === 0,
    parts,
    objectInThree: expected.objects && isNamed(expected.objects, report.faultyObjects.slice(0, 3)),
    wrong,
  };
}

const matches = (source: string, text: string): boolean => new RegExp(source, 'i').test(text);

const isNamed = (expected: string[], given: string[]): boolean => given.some((object) => expected.includes(object));

/** A shortened SHA names the same commit. */
function isCommit(expected: string, sha: string | undefined): boolean {
  if (expected === 'none' || sha === undefined) return expected === 'none' && sha === undefined;
  return sha.length >= 7 && expected.startsWith(sha);
}
