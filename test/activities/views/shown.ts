import type { View } from '../../../activities/views/block-kit.ts';

/** A message as one text, a block a paragraph, so that a test can show it whole. */
export function shown({ blocks }: View): string {
  return blocks
    .map((block) => {
      switch (block.type) {
        case 'header':
          return `# ${block.text.text}`;
        case 'section':
          return block.text?.text ?? '';
        case 'context':
          return block.elements.map((element) => ('text' in element ? `(${element.text})` : element.type)).join(' ');
        case 'actions':
          return block.elements
            .map((e) => (e.type === 'button' ? `[${e.text.text} ${e.action_id}=${e.value}]` : e.type))
            .join(' ');
        default:
          return block.type;
      }
    })
    .join('\n\n');
}
