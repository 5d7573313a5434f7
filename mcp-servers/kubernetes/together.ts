/**
 * Reads that are of use together only: when one fails for good, those beside it are given up, upstream too. They are
 * started by `read`, with the signal that it is given.
 */
export async function together<Made>(signal: AbortSignal, read: (signal: AbortSignal) => Promise<Made>): Promise<Made> {
  const failed = new AbortController();
  try {
    return await read(AbortSignal.any([signal, failed.signal]));
  } catch (error) {
    failed.abort();
    throw error;
  }
}
