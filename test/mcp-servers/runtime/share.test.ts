import { describe, expect, it } from '@jest/globals';
import { shareReads } from '../../../mcp-servers/runtime/share.ts';

const never = new AbortController().signal;

/** A read that counts its calls and ends when it is told to. */
function upstream() {
  const reads: { signal: AbortSignal; answer: (value: string) => void; fail: (error: Error) => void }[] = [];
  const read = (signal: AbortSignal) =>
    new Promise<string>((answer, fail) => {
      signal.addEventListener('abort', () => fail(new Error('aborted upstream')));
      reads.push({ signal, answer, fail });
    });
  return { reads, read };
}

const soon = () => new Promise((resolve) => setTimeout(resolve, 5));

describe('identical reads', () => {
  it('are made once for all who ask meanwhile and shortly after', async () => {
    const { reads, read } = upstream();
    const share = shareReads();
    const asked = [share('pods', never, read), share('pods', never, read)];
    await soon();
    reads[0]?.answer('12 pods');
    expect(await Promise.all([...asked, share('pods', never, read)])).toEqual(['12 pods', '12 pods', '12 pods']);
    expect(reads).toHaveLength(1);
    void share('nodes', never, read);
    await soon();
    expect(reads).toHaveLength(2);
  });

  it('are made again when the answer has grown old', async () => {
    const { reads, read } = upstream();
    const share = shareReads({ forMs: 10 });
    const first = share('pods', never, read);
    await soon();
    reads[0]?.answer('old');
    await first;
    await new Promise((resolve) => setTimeout(resolve, 30));
    void share('pods', never, read);
    await soon();
    expect(reads).toHaveLength(2);
  });

  it('are made again after one that failed', async () => {
    const { reads, read } = upstream();
    const share = shareReads();
    const first = share('pods', never, read);
    await soon();
    reads[0]?.fail(new Error('throttled'));
    await expect(first).rejects.toThrow('throttled');
    const second = share('pods', never, read);
    await soon();
    reads[1]?.answer('fine');
    expect(await second).toBe('fine');
  });

  it('go on for the others when one who asked gives up, and end when the last one does', async () => {
    const { reads, read } = upstream();
    const share = shareReads();
    const [one, other, third] = [new AbortController(), new AbortController(), new AbortController()];
    const first = share('pods', one.signal, read);
    const second = share('pods', other.signal, read);
    await soon();
    one.abort(new Error('enough'));
    await expect(first).rejects.toThrow('enough');
    expect(reads[0]?.signal.aborted).toBe(false);
    other.abort(new Error('enough too'));
    await expect(second).rejects.toThrow('enough too');
    expect(reads[0]?.signal.aborted).toBe(true);
    void share('pods', third.signal, read).catch(() => undefined);
    await soon();
    expect(reads).toHaveLength(2);
  });
});
