import type { LogEvent, LogLine } from '../log-events.ts';
import { continues, type OpenEvent, openEvent } from './open-event.ts';

/** Streams whose last event is still open, at most: what a trace may be interleaved with. */
const mostSources = 256;

/**
 * Folds stack traces (Java, .NET, Node, Python, Go, Ruby) into the line that they belong to, those of each source apart.
 * Lines are in order; blank ones are passed over.
 */
export class TraceFolder {
  readonly #open = new Map<string, OpenEvent>();
  readonly #emit: (event: LogEvent) => void;

  constructor(emit: (event: LogEvent) => void) {
    this.#emit = emit;
  }

  push({ at, text, source = '' }: LogLine): void {
    if (!text.includes('\n')) this.#pushLine(at, text, source);
    else for (const line of text.split('\n')) this.#pushLine(at, line, source);
  }

  /** Nothing more comes: hands over what is still open. */
  end(): void {
    for (const { event } of this.#open.values()) this.#emit(event);
    this.#open.clear();
  }

  #pushLine(at: string | undefined, text: string, source: string): void {
    if (!/\S/.test(text)) return;
    const open = this.#open.get(source);
    if (open && continues(open, text)) {
      open.event.folded += 1;
      return;
    }
    if (open) this.#emit(open.event);
    else if (this.#open.size >= mostSources) this.end();
    this.#open.set(source, openEvent(at, text));
  }
}
