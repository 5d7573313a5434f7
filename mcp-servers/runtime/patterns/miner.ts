import type { LogEvent, LogLine } from '../log-events.ts';
import { Grouping } from './grouping.ts';
import { TraceFolder } from './traces.ts';
import { type Cluster, wholeOf } from './tree.ts';

/** Patterns kept at most, so that memory does not grow with the log. */
const mostPatterns = 4_000;

/** Which of the two windows a line is of: the one in question or the baseline before it. */
export type LogWindow = 'now' | 'before';

/** What was seen of a pattern. */
export interface Tally {
  cluster: Cluster;
  /** Events, and lines with those of their stack traces. */
  count: number;
  lines: number;
  /** Events in the baseline window. */
  before: number;
  first?: string | undefined;
  last?: string | undefined;
  /** Its newest event, verbatim; of the baseline window where there is none now. */
  example: string;
  cause?: string | undefined;
  /** Where in the log it was first and last seen, in events. */
  since: number;
  until: number;
}

/** Takes the lines of a log one by one, in order of time, and counts their patterns in bounded memory. */
export class PatternMiner {
  readonly #grouping = new Grouping();
  readonly #lets: (event: LogEvent) => boolean;
  readonly #folders = {
    now: new TraceFolder((event) => this.#count(event, 'now')),
    before: new TraceFolder((event) => this.#count(event, 'before')),
  };
  #tallies = new Map<Cluster, Tally>();
  #events = 0;
  /** Lines given and lines let through, of the window in question. */
  read = 0;
  matched = 0;

  constructor(lets: (event: LogEvent) => boolean = () => true) {
    this.#lets = lets;
  }

  add(line: LogLine, window: LogWindow = 'now'): void {
    if (window === 'now') this.read += line.text.includes('\n') ? line.text.split('\n').length : 1;
    this.#folders[window].push(line);
  }

  /** The patterns so far, in the order in which they were first seen; nothing is open after it. */
  tallies(): Tally[] {
    this.#folders.before.end();
    this.#folders.now.end();
    this.#unite();
    return [...this.#tallies.values()].sort((a, b) => a.since - b.since);
  }

  #count(event: LogEvent, window: LogWindow): void {
    if (!this.#lets(event)) return;
    const { at, text, folded } = event;
    const now = window === 'now';
    const { cluster, cause } = this.#grouping.place(event);
    const order = this.#events++;
    if (now) this.matched += 1 + folded;
    let tally = this.#tallies.get(cluster);
    if (tally === undefined) {
      tally = { cluster, count: 0, lines: 0, before: 0, example: text, cause, since: order, until: order };
      this.#tallies.set(cluster, tally);
      if (this.#tallies.size > mostPatterns * 1.5) this.#makeRoom();
    }
    tally.until = order;
    if (!now) {
      tally.before += 1;
      return;
    }
    tally.count += 1;
    tally.lines += 1 + folded;
    tally.first ??= at;
    tally.last = at ?? tally.last;
    tally.example = text;
    tally.cause = cause ?? tally.cause;
  }

  /** Adds what was counted of a pattern before it became part of another. */
  #unite(): void {
    const whole = new Map<Cluster, Tally>();
    for (const [part, tally] of this.#tallies) {
      const cluster = wholeOf(part);
      const other = whole.get(cluster);
      whole.set(cluster, other ? united(other, tally) : { ...tally, cluster });
    }
    this.#tallies = whole;
  }

  /** Forgets what was not seen for longest, of the least bad level: what is decisive is seldom info, and never frequent. */
  #makeRoom(): void {
    this.#unite();
    if (this.#tallies.size <= mostPatterns) return;
    const rank = { info: 0, warning: 1, error: 2 };
    const ordered = [...this.#tallies.values()].sort(
      (a, b) => rank[a.cluster.level] - rank[b.cluster.level] || a.until - b.until,
    );
    const dropped = new Set(ordered.slice(0, ordered.length - mostPatterns * 0.75).map(({ cluster }) => cluster));
    this.#grouping.tree.forget((cluster) => dropped.has(cluster));
    for (const cluster of dropped) this.#tallies.delete(cluster);
  }
}

function united(a: Tally, b: Tally): Tally {
  const [early, late] = a.since <= b.since ? [a, b] : [b, a];
  const newest = a.until > b.until === a.count > 0 || b.count === 0 ? a : b;
  return {
    cluster: a.cluster,
    count: a.count + b.count,
    lines: a.lines + b.lines,
    before: a.before + b.before,
    first: early.first ?? late.first,
    last: newest.last ?? a.last ?? b.last,
    example: newest.example,
    cause: newest.cause ?? a.cause ?? b.cause,
    since: early.since,
    until: Math.max(a.until, b.until),
  };
}
