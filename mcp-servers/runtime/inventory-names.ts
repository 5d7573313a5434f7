import type { PromptArgument } from './prompt.ts';
import type { Tool } from './tool.ts';

/** A form asks with every key that is typed. */
const freshMs = 60_000;

/** The names that people may use for what runs, by the server's inventory tool; undefined where it has none. */
export function inventoryNames(tools: Tool[]): PromptArgument['suggest'] | undefined {
  const tool = tools.find(({ inventory }) => inventory !== undefined);
  if (!tool) return undefined;
  let kept: { names: string[]; until: number } | undefined;
  return async ({ signal, now }) => {
    if (kept && kept.until > performance.now()) return kept.names;
    const { structured } = await tool.run(tool.input.parse(tool.inventory), { signal, now, progress: () => {} });
    const names = [...new Set((structured?.inventory ?? []).flatMap(({ name, aliases }) => [name, ...aliases]))].sort();
    kept = { names, until: performance.now() + freshMs };
    return names;
  };
}
