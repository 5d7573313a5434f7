import type { ToolAnswer, ToolContext } from '../runtime/tool.ts';
import { ToolError } from '../runtime/tool-error.ts';
import type { Listed } from './list-page.ts';
import type { AnyObject } from './objects.ts';
import type { Cluster, Resource } from './read.ts';
import { type Row, rowOf } from './rows.ts';
import { readUsage, type Usage, usageWords } from './usage.ts';

/** So many objects are read for one answer, in pages of the API server; the rest is another call. */
const mostRead = 1_000;
/** `structured` is dropped by the caller above 24,000 characters. */
const mostStructured = 200;

export interface RowsQuestion {
  /** Undefined for the whole cluster. */
  spaces: (string | undefined)[];
  /** As people read it: ` in shop`, or nothing. */
  where: string;
  selector?: string | undefined;
  unhealthy_only?: boolean | undefined;
  usage?: boolean | undefined;
  page?: string | undefined;
}

/** One row an object, the unhealthy first; the unhealthy alone where asked, of the whole list then. */
export async function listRows(
  cluster: Cluster,
  resource: Resource,
  asked: RowsQuestion,
  { signal, now }: ToolContext,
): Promise<ToolAnswer> {
  const kind = resource.kind === 'Pod' || resource.kind === 'Node' ? resource.kind : undefined;
  const [listed, usage] = await Promise.all([
    read(cluster, resource, asked, signal),
    asked.usage && kind ? readUsage(cluster, kind, asked.spaces, signal) : undefined,
  ]);
  const rows = listed.items.map((object) => row(object, now(), usage));
  const bad = rows.filter(({ healthy }) => !healthy);
  const shown = asked.unhealthy_only ? bad : [...bad, ...rows.filter(({ healthy }) => healthy)];
  const { next, remaining } = listed;
  const count = `${rows.length} ${resource.plural}${asked.where}`;
  const notMeasured = asked.usage && !kind ? 'usage: known of pods and nodes only' : usage?.unknown;
  return {
    lines: [
      `${count}, ${bad.length} unhealthy, ${shown.length} shown${next ? `; ${remaining ?? 'some'} more are not read yet, page=${next} gets them` : ''}`,
      ...(notMeasured ? [notMeasured] : []),
      ...shown.map(({ text }) => text),
    ],
    structured: {
      examined: [count],
      rows: shown.slice(0, mostStructured).map(({ ref, healthy }) => ({ ref, healthy })),
      ...(next && { page: next }),
      ...(notMeasured && { notChecked: [notMeasured] }),
    },
  };
}

async function read(
  cluster: Cluster,
  resource: Resource,
  { spaces, selector, unhealthy_only, page }: RowsQuestion,
  signal: AbortSignal,
): Promise<Listed<AnyObject>> {
  const [only, ...others] = spaces;
  if (page !== undefined && others.length > 0) {
    throw new ToolError('invalid_arguments', 'a page belongs to one namespace or to the whole cluster', {
      hint: `namespace is one of ${spaces.join(', ')}`,
    });
  }
  // Of several namespaces, each is small: the allow-list names them.
  const atMost = unhealthy_only || others.length > 0 ? Number.POSITIVE_INFINITY : mostRead;
  if (others.length === 0) {
    return cluster.list(resource, { namespace: only, labelSelector: selector, atMost, from: page }, signal);
  }
  const lists = await Promise.all(
    spaces.map((namespace) => cluster.list(resource, { namespace, labelSelector: selector }, signal)),
  );
  return { items: lists.flatMap(({ items }) => items) };
}

function row(object: AnyObject, now: Date, usage: Usage | undefined): Row {
  const plain = rowOf(object, now);
  if (!usage || usage.unknown) return plain;
  return { ...plain, text: `${plain.text}, ${usageWords(object, usage.of.get(plain.ref))}` };
}
