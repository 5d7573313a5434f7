import { describe, expect, it } from '@jest/globals';
import { itemsOf } from '../../../mcp-servers/kubernetes/list-items.ts';

function taken(text: string): { items: unknown[]; rest: unknown } {
  const reading = itemsOf(text);
  const items: unknown[] = [];
  let step = reading.next();
  for (; !step.done; step = reading.next()) items.push(step.value);
  return { items, rest: step.value };
}

describe('a list taken apart', () => {
  it.each([
    ['plain', { kind: 'PodList', metadata: { continue: 'x' }, items: [{ a: 1 }, { a: [1, { b: 2 }] }, { a: {} }] }],
    ['with items last or first', { items: [{ a: 1 }], metadata: {} }],
    ['with strings that look like JSON', { items: [{ a: '"items":[{]},' }, { b: 'back\\slash"quote\\' }], x: '\\"' }],
    [
      'with other lists of that name',
      { metadata: { items: [1] }, spec: '"items": [', items: [{ items: [{ items: [] }] }] },
    ],
    ['without items', { kind: 'PodList', items: [] }],
    ['of numbers and nulls', { items: [1, null, 'a', true] }],
  ])('%s gives its items one by one, and the rest', (_, list) => {
    for (const text of [JSON.stringify(list), JSON.stringify(list, null, 2)]) {
      expect(taken(text)).toEqual({ items: list.items, rest: { ...list, items: [] } });
    }
  });

  it('that has no items, or null for them, is answered as it is', () => {
    for (const list of [
      { kind: 'PodList', items: null },
      { kind: 'Status', message: '"items":[1]' },
    ]) {
      expect(taken(JSON.stringify(list))).toEqual({ items: [], rest: list });
    }
  });

  it('that breaks off is refused', () => {
    expect(() => taken('{"items":[{"a":1},{"a"')).toThrow(SyntaxError);
    expect(() => taken('{"items":[{"a":1}')).toThrow(SyntaxError);
  });
});
