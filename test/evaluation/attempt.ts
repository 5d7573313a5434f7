import type { Diagnosis } from '../../workflows/contract.ts';
import type { Recall } from './recall.ts';
import type { Score } from './score.ts';

/** One step of a run, from its history; milliseconds since the run started. */
export interface Step {
  what: string;
  kind: 'scope' | 'first-look' | 'turn' | 'tool' | 'post' | 'other';
  from: number;
  to: number;
  failed: boolean;
}

/** One investigation of one case, as it ended. */
export interface Attempt {
  /** The folder's name; shown to people only. */
  name: string;
  /** Where it stands, as the command line named it; cases of one folder are counted together. */
  folder: string;
  title: string;
  request: string;
  repeat: number;
  outcome:
    | { kind: 'answered'; diagnosis: Diagnosis; score: Score }
    /** The model's provider refused or failed: says nothing of the diagnosis. */
    | { kind: 'provider-error'; message: string }
    /** Ended without a diagnosis for another reason: a wrong answer. */
    | { kind: 'failed'; message: string };
  /** US dollars of all its turns, however it ended; nothing where the model has no price. */
  usd?: number;
  expected: { verdict: string; category?: string; objects?: string[]; commit?: string };
  recall: Recall;
  seconds: { firstLook?: number; answer: number };
  steps: Step[];
}
