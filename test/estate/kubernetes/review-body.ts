import { badRequest } from './api-status.ts';

/** A message of the protobuf wire format: fields by number, each the bytes of its last occurrence. */
type Message = Map<number, Buffer>;

const magic = Buffer.from('k8s\0');

/**
 * The body of an access review. kubectl sends those as protobuf, in the API's envelope, and nothing else that is served
 * here; so the few fields are read by number and no schema is needed.
 */
export function readReview(kind: string, body: Buffer): { spec: Record<string, unknown> } {
  if (!body.subarray(0, magic.length).equals(magic)) return readJsonReview(body);
  const review = inner(inner(readMessage(body.subarray(magic.length)), 2), 2);
  if (kind === 'SelfSubjectRulesReview') return { spec: { namespace: said(review, 1) } };
  if (kind !== 'SelfSubjectAccessReview') return { spec: {} };
  const names = ['namespace', 'verb', 'group', 'version', 'resource', 'subresource', 'name'];
  const [resource, other] = [inner(review, 1), inner(review, 2)];
  const attributes = names.map((name, at): [string, string] => [name, said(resource, at + 1)]);
  return {
    spec: {
      ...(review.has(1) ? { resourceAttributes: Object.fromEntries(attributes.filter(([, value]) => value)) } : {}),
      ...(review.has(2) ? { nonResourceAttributes: { path: said(other, 1), verb: said(other, 2) } } : {}),
    },
  };
}

function readJsonReview(body: Buffer): { spec: Record<string, unknown> } {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    if (typeof value === 'object' && value !== null && 'spec' in value) {
      return { spec: value.spec as Record<string, unknown> };
    }
    return { spec: {} };
  } catch {
    throw badRequest('the object provided is unrecognized (must be of type review): not JSON');
  }
}

function inner(message: Message, number: number): Message {
  return readMessage(message.get(number) ?? Buffer.alloc(0));
}

function said(message: Message, number: number): string {
  return message.get(number)?.toString('utf8') ?? '';
}

function readMessage(bytes: Buffer): Message {
  const fields: Message = new Map();
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++] ?? 0;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < bytes.length) {
    const tag = varint();
    const type = tag & 7;
    if (type === 0) varint();
    else if (type === 2) {
      const length = varint();
      fields.set(tag >>> 3, bytes.subarray(at, at + length));
      at += length;
    } else throw badRequest(`the object provided is unrecognized: wire type ${type}`);
  }
  return fields;
}
