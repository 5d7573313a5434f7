import { expect } from '@jest/globals';
import type { AnyObject } from '../../../mcp-servers/kubernetes/objects.ts';
import { serveObjects, type TriageAnswer } from './serve.ts';

interface World {
  objects: AnyObject[];
  /** `pod` of namespace shop to what its container `app` logged. */
  logs?: Record<string, string>;
}

/** One way in which something goes wrong, and a sibling that looks like it and is well. */
export interface Told extends World {
  what: string;
  /** Category and object of the one root. */
  root: [category: string, object: string];
  /** In the root's title or evidence. */
  says?: string | string[];
  /** Objects of findings that follow from the root; others may follow as well. */
  follows?: string[];
  well: World;
}

async function findingsOver({ objects, logs = {} }: World): Promise<TriageAnswer['findings']> {
  const kept = Object.entries(logs).map(([name, text]) => [name.includes('/') ? name : `shop/${name}/app`, text]);
  const served = await serveObjects(objects, { logs: Object.fromEntries(kept) });
  try {
    const answer = await served.call('k8s_triage', {});
    expect(served.journal.notServed).toEqual([]);
    expect(answer.isError).toBe(false);
    return (answer.structured as unknown as TriageAnswer).findings;
  } finally {
    await served.close();
  }
}

/** Asks the server over the wire: one root, what follows from it names it, and the well sibling has no finding at all. */
export async function expectTold({ root, says = [], follows = [], well, ...world }: Told): Promise<void> {
  const found = await findingsOver(world);
  const [first] = found;
  const roots = found.filter(({ causedBy }) => causedBy === undefined);
  expect(roots.map(({ category, object }) => [category, object])).toEqual([root]);
  expect(first?.object).toBe(root[1]);
  for (const words of [says].flat()) expect([first?.title, ...(first?.evidence ?? [])].join('\n')).toContain(words);
  expect(found.filter(({ causedBy }) => causedBy !== undefined).map(({ object }) => object)).toEqual(
    expect.arrayContaining(follows),
  );
  expect((await findingsOver(well)).map(({ title }) => title)).toEqual([]);
}

/** Lines of the last seconds, and after them, where that is wanted, what a program logs that works again. */
export const logged = (line: string, { times = 3, afterwards = 0 } = {}): string =>
  [
    ...Array.from({ length: times }, () => line),
    ...Array.from({ length: afterwards }, () => 'INFO served /items in 3 ms'),
  ]
    .map((text, at) => `2026-05-12T09:39:${String(at % 60).padStart(2, '0')}.${String(at).padStart(3, '0')}Z ${text}\n`)
    .join('');
