import { z } from 'zod';

/** One piece of work of a trace, with what it waited for below it. */
export interface Segment {
  id: string;
  parent: string | undefined;
  /** `checkout PlaceOrder` */
  name: string;
  service: string;
  /** Seconds since the epoch. */
  start: number;
  end: number;
  failed: boolean;
  /** What it failed with, where it says. */
  message: string | undefined;
  /** Annotations, metadata, SQL and status: what its program noted. */
  notes: Map<string, string>;
  children: Segment[];
}

const document = z.looseObject({
  id: z.string(),
  name: z.string().default('?'),
  parent_id: z.string().optional(),
  start_time: z.number(),
  end_time: z.number().optional(),
  fault: z.boolean().default(false),
  error: z.boolean().default(false),
  throttle: z.boolean().default(false),
  cause: z
    .looseObject({ exceptions: z.array(z.looseObject({ message: z.string().optional() })).optional() })
    .optional()
    .catch(undefined),
  annotations: z.record(z.string(), z.unknown()).default({}),
  metadata: z.record(z.string(), z.unknown()).default({}),
  http: z.looseObject({ response: z.looseObject({ status: z.number().optional() }).optional() }).optional(),
  sql: z.looseObject({ sanitized_query: z.string().optional() }).optional(),
  aws: z.looseObject({ operation: z.string().optional() }).optional(),
  subsegments: z.array(z.unknown()).default([]),
});

/** The roots of a trace: a segment whose parent was not recorded is one too. */
export function segmentsOf(documents: string[]): Segment[] {
  const all = documents.flatMap((text) => flatten(jsonOf(text), undefined));
  const byId = new Map(all.map((segment) => [segment.id, segment]));
  const roots: Segment[] = [];
  for (const segment of all) {
    const parent = byId.get(segment.parent ?? '');
    if (parent && parent !== segment) parent.children.push(segment);
    else roots.push(segment);
  }
  return roots.sort((a, b) => b.end - b.start - (a.end - a.start));
}

function flatten(value: unknown, parent: string | undefined): Segment[] {
  const parsed = document.safeParse(value);
  if (!parsed.success) return [];
  const {
    id,
    name,
    start_time: start,
    end_time: end = start,
    annotations,
    metadata,
    http,
    sql,
    aws,
    cause,
  } = parsed.data;
  const operation = aws?.operation ?? (typeof annotations.operation === 'string' ? annotations.operation : undefined);
  const notes = new Map(
    Object.entries({
      ...scalars({ ...annotations, operation: undefined }),
      ...scalars(metadata),
      ...(sql?.sanitized_query && { 'db.statement': sql.sanitized_query }),
      ...(http?.response?.status !== undefined && { status: String(http.response.status) }),
    }),
  );
  const segment: Segment = {
    id,
    parent: parent ?? parsed.data.parent_id,
    name: operation ? `${name} ${operation}` : name,
    service: name,
    start,
    end,
    failed: parsed.data.fault || parsed.data.error || parsed.data.throttle,
    message: cause?.exceptions?.find(({ message }) => message)?.message,
    notes,
    children: [],
  };
  return [segment, ...parsed.data.subsegments.flatMap((inner) => flatten(inner, id))];
}

/** Metadata is nested by namespace; its leaves are what was noted. */
function scalars(value: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]): [string, string][] => {
      if (inner !== null && typeof inner === 'object' && !Array.isArray(inner)) {
        return Object.entries(scalars(Object.fromEntries(Object.entries(inner))));
      }
      const plain = typeof inner === 'string' || typeof inner === 'number' || typeof inner === 'boolean';
      return plain ? [[key, String(inner).replaceAll(/\s+/g, ' ')]] : [];
    }),
  );
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
