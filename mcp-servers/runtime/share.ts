/** How long an answer of an upstream system serves callers who ask the same again. */
const defaultShareMs = 15_000;
const mostKept = 500;

interface Shared {
  answer: Promise<unknown>;
  /** Aborts the upstream request; only when nobody waits for it any more. */
  controller: AbortController;
  waiting: number;
  settled: boolean;
  until: number;
}

export type SharedRead = <T>(key: string, signal: AbortSignal, read: (signal: AbortSignal) => Promise<T>) => Promise<T>;

/**
 * Identical reads are made once: whoever asks within 15 s for the same key gets the same answer, and the systems being
 * diagnosed are asked once. A failed read is not kept. One caller's abort ends the wait of that caller alone; the
 * request upstream is aborted when the last one has gone. Answers are shared objects: do not change them.
 */
export function shareReads({ forMs = defaultShareMs }: { forMs?: number } = {}): SharedRead {
  const kept = new Map<string, Shared>();

  function start<T>(key: string, read: (signal: AbortSignal) => Promise<T>): Shared {
    const controller = new AbortController();
    const shared: Shared = {
      answer: Promise.resolve().then(() => read(controller.signal)),
      controller,
      waiting: 0,
      settled: false,
      until: Number.POSITIVE_INFINITY,
    };
    const forget = () => {
      if (kept.get(key) === shared) kept.delete(key);
    };
    shared.answer.then(() => {
      shared.settled = true;
      shared.until = performance.now() + forMs;
    }, forget);
    for (const [old, { until }] of kept) if (until < performance.now()) kept.delete(old);
    const [oldest] = kept.size >= mostKept ? kept.keys() : [];
    if (oldest !== undefined) kept.delete(oldest);
    kept.set(key, shared);
    return shared;
  }

  return async <T>(key: string, signal: AbortSignal, read: (signal: AbortSignal) => Promise<T>): Promise<T> => {
    signal.throwIfAborted();
    const current = kept.get(key);
    const shared = current && current.until >= performance.now() ? current : start(key, read);
    shared.waiting += 1;
    let leave = () => {};
    const gone = new Promise<never>((_, reject) => {
      leave = () => reject(signal.reason);
      signal.addEventListener('abort', leave, { once: true });
    });
    try {
      return (await Promise.race([shared.answer, gone])) as T;
    } finally {
      signal.removeEventListener('abort', leave);
      shared.waiting -= 1;
      if (shared.waiting === 0 && !shared.settled) {
        if (kept.get(key) === shared) kept.delete(key);
        shared.controller.abort(signal.reason);
      }
    }
  };
}
