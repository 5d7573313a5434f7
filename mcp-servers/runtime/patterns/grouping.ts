import { classOf } from '../error-classes.ts';
import type { LogEvent } from '../log-events.ts';
import { type LogLevel, levelOf } from '../log-level.ts';
import { wordsOf } from './mask.ts';
import { readMessage } from './message.ts';
import { type Cluster, PatternTree, wholeOf } from './tree.ts';

/** Different messages whose pattern is remembered, so that most lines need no search. */
const mostKnown = 20_000;
/** An answer of 5xx is an error, whatever level the server logs it at. */
const serverError = /(?:HTTP\/[\d.]+"? |status(?:[ _]?code)?"?[=: ]+)5\d\d\b/i;

/** Of a line that states no level. */
const levelByWords = (text: string): LogLevel => (classOf(text)?.decisive ? 'error' : levelOf(text));

/** Finds the pattern of each event, by one configuration for all logs. */
export class Grouping {
  readonly tree = new PatternTree();
  readonly #known = new Map<string, Cluster>();

  /**
   * Its pattern at this time (later lines can make it part of another: see `wholeOf`), and what its trace is about, which
   * can stand in a field.
   */
  place(event: LogEvent): { cluster: Cluster; cause?: string | undefined } {
    const { text, level, cause } = readMessage(event);
    const words = wordsOf(text);
    const failed = level !== 'error' && serverError.test(text);
    if (failed) words.push('5xx');
    if (cause !== undefined) words.push('cause:', ...wordsOf(cause));
    const stated = cause !== undefined || failed ? 'error' : level;
    const signature = `${stated ?? ''} ${words.join(' ')}`;
    let cluster = this.#known.get(signature);
    if (cluster === undefined || cluster.forgotten) {
      cluster = this.tree.place(stated ?? levelByWords(text), words);
      if (this.#known.size >= mostKnown) this.#known.clear();
      this.#known.set(signature, cluster);
    }
    return { cluster: wholeOf(cluster), cause };
  }
}
