import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorBody } from './api-error.ts';
import type { ScriptedTurn } from './system.ts';

type Event = Record<string, unknown> & { type: string };

/** A message whole, as the non-streaming API answers it. */
export interface Message {
  id: string;
  type: 'message';
  role: 'assistant';
  model: string;
  content: Record<string, unknown>[];
  stop_reason: string;
  stop_sequence: null;
  usage: Record<string, number>;
}

/** Sends the message as server-sent events, spread evenly over the turn's latency, and breaks off where the script says. */
export async function stream(answer: ServerResponse, message: Message, turn: ScriptedTurn): Promise<void> {
  answer.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache', 'request-id': message.id });
  const events = eventsOf(message);
  const breaksAt = turn.error || turn.interrupt ? Math.ceil(events.length / 2) : events.length;
  const start = performance.now();
  for (const [at, event] of events.slice(0, breaksAt).entries()) {
    const due = start + ((turn.latencyMs ?? 0) * at) / (events.length - 1);
    const wait = due - performance.now();
    if (wait >= 1) await sleep(wait);
    if (answer.destroyed) return;
    send(answer, event);
  }
  if (turn.interrupt === 'stall') return;
  if (turn.interrupt === 'drop') {
    answer.destroy();
    return;
  }
  if (turn.error) send(answer, errorBody(turn.error, message.id) as Event);
  answer.end();
}

const send = (answer: ServerResponse, event: Event): void => {
  answer.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
};

function eventsOf(message: Message): Event[] {
  const { output_tokens, ...input } = message.usage;
  return [
    {
      type: 'message_start',
      message: { ...message, content: [], stop_reason: null, usage: { ...input, output_tokens: 1 } },
    },
    { type: 'ping' },
    ...message.content.flatMap(blockEvents),
    {
      type: 'message_delta',
      delta: { stop_reason: message.stop_reason, stop_sequence: null },
      usage: { output_tokens },
    },
    { type: 'message_stop' },
  ];
}

function blockEvents(block: Record<string, unknown>, index: number): Event[] {
  const { empty, deltas } = opened(block);
  return [
    { type: 'content_block_start', index, content_block: empty },
    ...deltas.map((delta) => ({ type: 'content_block_delta', index, delta })),
    { type: 'content_block_stop', index },
  ];
}

/** The block as it starts, and what follows to complete it. A block of any other type comes whole. */
function opened(block: Record<string, unknown>): { empty: unknown; deltas: unknown[] } {
  if (block.type === 'text') {
    return {
      empty: { type: 'text', text: '' },
      deltas: pieces(String(block.text)).map((text) => ({ type: 'text_delta', text })),
    };
  }
  if (block.type === 'thinking') {
    return {
      empty: { type: 'thinking', thinking: '', signature: '' },
      deltas: [
        ...pieces(String(block.thinking)).map((thinking) => ({ type: 'thinking_delta', thinking })),
        { type: 'signature_delta', signature: block.signature },
      ],
    };
  }
  if (block.type === 'tool_use') {
    // A script gives `input` as text to cut it short, the way it looks when the tokens run out.
    const json = typeof block.input === 'string' ? block.input : JSON.stringify(block.input);
    return {
      empty: { ...block, input: {} },
      deltas: ['', ...pieces(json)].map((partial) => ({ type: 'input_json_delta', partial_json: partial })),
    };
  }
  return { empty: block, deltas: [] };
}

/** At most six pieces of a text, so that accumulation is exercised and a long answer stays cheap to send. */
function pieces(text: string): string[] {
  const size = Math.max(8, Math.ceil(text.length / 6));
  return Array.from({ length: Math.ceil(text.length / size) }, (_, at) => text.slice(at * size, (at + 1) * size));
}
