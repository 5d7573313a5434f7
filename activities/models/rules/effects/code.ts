import { patterns } from './code-patterns.ts';
import type { DiffLine, FileDiff } from './diff.ts';
import type { Effect } from './effect.ts';

/** Every known thing that a file's changed lines do. */
export function codeEffects(diff: FileDiff): Effect[] {
  return patterns.flatMap((pattern) => {
    const [lines, others] = pattern.sign === '-' ? [diff.removed, diff.added] : [diff.added, diff.removed];
    const line = lines.find(({ text }) => pattern.text.test(text));
    if (!line || (pattern.unless ?? pattern.text).test(others.map(({ text }) => text).join('\n'))) return [];
    return [effect(pattern, line, diff.path)];
  });
}

function effect({ text, what, brings }: (typeof patterns)[number], line: DiffLine, path: string): Effect {
  const found = text.exec(line.text);
  const caught = found?.slice(1).find((part) => part !== undefined) ?? found?.[0] ?? '';
  return { what: what(caught.trim()), line: `${line.sign}${line.text}`, path, brings };
}
