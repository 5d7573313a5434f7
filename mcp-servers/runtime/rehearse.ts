import { callTool } from './call-tool.ts';
import type { Clock } from './clock.ts';
import type { ServerDefinition } from './tool.ts';

/** Of the kinds of text that answers have, so that what cleans them is compiled for it. */
const answer = {
  lines: ['Warning FailedScheduling Pod/shop/cart-7d9f8b6c5d-aaaaa x3, 2026-05-12T09:35:00Z: token=0123456789abcdef'],
  structured: { examined: ['1 pod'], notChecked: [] },
};

/**
 * One call of each tool that reads nothing. What every later call finds ready, the first would wait 10 ms and more for: the
 * schemas of the arguments and the expressions that redact are compiled when they are used first.
 */
export async function rehearse({ tools }: ServerDefinition, clock: Clock): Promise<void> {
  const { signal } = new AbortController();
  for (const tool of tools) {
    await callTool({ ...tool, run: async () => answer }, { args: {}, signal, clock, progress: () => {} });
  }
}
