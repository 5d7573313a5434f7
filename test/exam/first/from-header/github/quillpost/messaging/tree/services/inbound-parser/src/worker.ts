import { parseAddress } from './address';
import { parseBody } from './body';
import { log } from './log';
import { queue } from './queue';

export async function handle(message: Raw): Promise<void> {
  const began = performance.now();
  const from = parseAddress(message.headers.from);
  const body = await parseBody(message);
  await queue.publish('parsed', { id: message.id, from, body });
  log.info({ id: message.id, from_length: message.headers.from.length, duration_ms: Math.round(performance.now() - began) }, 'message parsed');
}
