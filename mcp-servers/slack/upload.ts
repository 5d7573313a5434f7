import { ToolError } from '../runtime/tool-error.ts';

/** Milliseconds for the bytes; they are few. */
const timeoutMs = 20_000;

/**
 * Sends a file's bytes to the address that files.getUploadURLExternal gave. The address is a secret of its own, so that no
 * token goes with it.
 *
 * @throws ToolError
 */
export async function sendBytes(address: string, content: Uint8Array<ArrayBuffer>, signal: AbortSignal): Promise<void> {
  let status: number;
  try {
    const answer = await fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: content,
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    });
    await answer.arrayBuffer();
    status = answer.status;
  } catch (cause) {
    signal.throwIfAborted();
    throw new ToolError('unavailable', 'Slack cannot be reached to take the file', { cause });
  }
  if (status === 200) return;
  const retryable = status >= 500 || status === 429 || status === 408;
  throw new ToolError(retryable ? 'unavailable' : 'failed', `Slack answered the upload with HTTP ${status}`, {
    retryable,
  });
}
