import { substantialWords } from './words.ts';

/** What of a question says what is the matter, and what only what somebody thinks is behind it. */
export interface Reading {
  subject: string;
  /** A change, a suspicion, a question about blame: worth reading, never the one service that is looked at. */
  guesses: string;
}

/** A new thought begins here, in the same sentence too. */
const borders =
  /(?<=[.?!)])\s+|[;\n]+|,\s+|\s+[-–—]\s+|\s+(?=(?:but|because|after|since|maybe|perhaps|probably|due to|caused by|or (?:is|was|did|do)|except|apart from|besides)\b)/i;

const trouble =
  /\b(?:fail\w*|errors?|erroring|down|broke(?!n before)\w*|slow\w*|crash\w*|time?outs?|timing out|stuck|hang\w*|missing|without|throw\w*|return\w*|answers?|unavailable|unhealthy|restart\w*|pending|lag\w*|wrong|can'?t|cannot|5\d\d\w*|4\d\d)\b/i;

/** Somebody else has it, it is well, or it was ruled out. */
const excluded = [
  /\b(?:looks?|looking|is|are|seems?|stays?)\s+(?:all\s+|still\s+|perfectly\s+)?(?:ok|okay|fine|good|healthy|normal|green|unaffected)\b/i,
  /\b(?:do|does|still)\s+(?:works?|comes?|goes|runs?|loads?)\b/i,
  /\balready\s+(?:on|at|looking|handling|fixing|working)\b/i,
  /\b(?:ignore|except|apart from|unrelated|know about|leave out)\b/i,
  /\b(?:it|that|this)\s+can(?:'?t|not)\s+be\b|\b(?:it'?s|it is|that'?s|definitely)\s+not\b/i,
];

const blamed = [
  /^(?:maybe|perhaps|probably|because|due to|caused by|or (?:is|was|did|do))\b/i,
  /\b(?:we|i)\s+(?:suspect|guess|blame)\b|\bcould\s+(?:it|that|this)\s+be\b|\bor is it\b|^(?:is|was) it\b/i,
  /\b(?:did|has|have|could|would|might|can)\b.*\b(?:break|broken?|cause[ds]?|be (?:the (?:cause|reason|culprit)|it|that|behind))\b/i,
  /\b(?:roll(?:ing|ed)?\s+(?:\S+\s+){0,3}back|rollback|revert)\b/i,
  /^(?:is|are|was)\b.*\btoo (?:small|few|low|tight)\b/i,
];

const changed =
  /\b(?:deployed|released|shipped|rolled(?: out)?|upgraded|merged|bumped|changed|updated|reverted|went out|went live|gone out)\b/i;
const blunt = /^\S+\s+(?:issue|problem|outage|bug|leak)\?/i;

/**
 * Tells the subject of a question from guesses about its cause; what is said to be well, or to be somebody else's, is in
 * neither. A guess is the subject only where nothing else is said.
 */
export function readQuestion(question: string): Reading {
  const clauses = question.split(borders).flatMap((clause) => clause?.trim() || []);
  const subject: string[] = [];
  const guesses: string[] = [];
  for (const [at, clause] of clauses.entries()) {
    if (isGuess(clause, at)) guesses.push(clause);
    else if (clause.endsWith('?') || !excluded.some((pattern) => pattern.test(clause))) subject.push(clause);
  }
  const said = subject.join('. ');
  const saysMore = substantialWords(said).length > 0 || trouble.test(said);
  return saysMore ? { subject: said, guesses: guesses.join('. ') } : { subject: question, guesses: '' };
}

const isGuess = (clause: string, at: number): boolean =>
  blamed.some((pattern) => pattern.test(clause)) ||
  (changed.test(clause) && !trouble.test(clause)) ||
  (at > 0 && blunt.test(clause));
