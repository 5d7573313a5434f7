import { activityInfo, log } from '@temporalio/activity';
import { redact } from '../mcp-servers/runtime/redact.ts';
import type { PostInput } from '../workflows/activities.ts';
import type { Diagnosis } from '../workflows/contract.ts';
import type { Tools } from './tools.ts';
import { diagnosisMarkdown } from './views/diagnosis-markdown.ts';

/** An attempt to post has 30 s, and most of them belong to the message. */
const timeoutMs = 12_000;

/**
 * Shares a diagnosis that is longer than a message of Slack's as a file in the thread, once for each key, and tells whether
 * it is there. It never costs the answer: what goes wrong (the scope files:write is missing, Slack is slow) is said in the
 * log, and the message names the run alone.
 */
export async function shareWhole(
  tools: Tools,
  { channel, threadTs, key, run }: Omit<PostInput, 'message'>,
  diagnosis: Diagnosis,
  signal: AbortSignal,
): Promise<boolean> {
  const args = {
    channel,
    ...(threadTs ? { thread_ts: threadTs } : {}),
    key: `${key}/whole`,
    filename: 'diagnosis.md',
    title: 'The whole diagnosis',
    content: `${diagnosisMarkdown(diagnosis)}\n\n---\n\n${run.url}\n`,
    find_first: activityInfo().attempt > 1,
  };
  try {
    const within = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
    const answer = await tools.call({ tool: 'slack_upload', args, signal: within });
    if (answer.isError) throw new Error(answer.text);
    return true;
  } catch (error) {
    signal.throwIfAborted();
    const reason = redact(error instanceof Error ? error.message : String(error)).slice(0, 500);
    log.warn('the whole diagnosis was not shared as a file', { reason });
    return false;
  }
}
