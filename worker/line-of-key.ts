import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';

/**
 * The line (from 1) at which the key of a dotted path such as `services.cart.clusters.0` stands in a YAML or JSON text; of
 * the nearest key above it where it does not. Undefined where the text is a single line or nothing of the path is in it.
 */
export function lineOfKey(text: string, path: string): number | undefined {
  if (!text.trim().includes('\n')) return undefined;
  const lines = new LineCounter();
  let node: unknown = parseDocument(text, { lineCounter: lines }).contents;
  let steps = path.split(/[.[\]]+/).filter(Boolean);
  let line: number | undefined;
  while (steps.length > 0) {
    const next = below(node, steps);
    if (!next) break;
    if (next.at?.range) line = lines.linePos(next.at.range[0]).line;
    node = next.value;
    steps = steps.slice(next.taken);
  }
  return line;
}

interface Step {
  at: Node | undefined;
  value: unknown;
  /** How many steps of the path it took: a name may hold dots itself. */
  taken: number;
}

function below(node: unknown, steps: string[]): Step | undefined {
  if (isSeq<Node>(node)) {
    const item = node.items[Number(steps[0])];
    return item && { at: item, value: item, taken: 1 };
  }
  if (!isMap(node)) return undefined;
  for (let taken = steps.length; taken > 0; taken--) {
    const name = steps.slice(0, taken).join('.');
    for (const { key, value } of node.items) {
      if (isScalar(key) && String(key.value) === name) return { at: key, value, taken };
    }
  }
  return undefined;
}

/** `problem (line 4)`, where the line is known. */
export function withLine(problem: string, text: string, path: string): string {
  const line = lineOfKey(text, path);
  return line === undefined ? problem : `${problem} (line ${line})`;
}
