import type { EvaluationOptions } from './arguments.ts';
import type { Evaluated } from './evaluate.ts';
import type { Summary } from './summary.ts';

/** Everything that one evaluation found; `--json` writes it as it is. */
export interface Run extends Evaluated {
  /** RFC 3339 */
  at: string;
  options: EvaluationOptions;
  summary: Summary;
}
