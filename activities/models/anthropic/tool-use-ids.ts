import type { Block, Entry } from '../../../workflows/contract.ts';

/**
 * Evidence cites a call by its id, so ids are unique in a run. Anthropic's are; some servers of people's own count from
 * zero in every answer, or use characters that the API would refuse when the call comes back.
 */
export function withUniqueIds(content: Block[], transcript: Entry[]): Block[] {
  const turns = transcript.filter((entry) => entry.kind === 'turn');
  const used = new Set(turns.flatMap((turn) => turn.content.flatMap((block) => ('id' in block ? [block.id] : []))));
  return content.map((block) => {
    if (block.type !== 'tool_use') return block;
    const plain = block.id.replace(/[^a-zA-Z0-9_-]/g, '_') || 'call';
    let id = plain;
    for (let again = turns.length + 1; used.has(id); again += 1) id = `${plain}-${again}`;
    used.add(id);
    return { ...block, id };
  });
}
