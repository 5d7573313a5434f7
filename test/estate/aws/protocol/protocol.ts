import type { ServerResponse } from 'node:http';
import { type Asked, NotServed } from '../../system.ts';
import { AwsError } from '../aws-error.ts';
import type { Caller } from '../signature.ts';
import { decodeCbor, encodeCbor } from './cbor.ts';
import { parseQuery, writeQuery, writeQueryError } from './query.ts';
import { restOperation } from './rest-routes.ts';

/** What was asked, whichever way it was written. */
export interface Call {
  protocol: Protocol;
  /** As the folders of a case name it: `logs`, `cloudwatch`, `elbv2`, ... */
  service: string;
  operation: string;
  input: Record<string, unknown>;
}

export type Protocol = 'json-1.0' | 'json-1.1' | 'cbor' | 'query' | 'rest-json';

/** Signing names that differ from the folder's; `elasticloadbalancing` signs for both generations. */
const services: Record<string, string> = { monitoring: 'cloudwatch', elasticloadbalancing: 'elbv2' };
const queryServices = new Set(['sts', 'cloudwatch', 'rds', 'elbv2']);

export function protocolOf({ headers }: Pick<Asked, 'headers'>): Protocol {
  if (headers['smithy-protocol'] === 'rpc-v2-cbor') return 'cbor';
  const type = headers['content-type'] ?? '';
  if (type.startsWith('application/x-amz-json-1.0')) return 'json-1.0';
  if (type.startsWith('application/x-amz-json-1.1')) return 'json-1.1';
  if (type.startsWith('application/x-www-form-urlencoded')) return 'query';
  return 'rest-json';
}

/** Reads operation and input in the caller's protocol; throws NotServed for what no service of the estate speaks. */
export function readCall(asked: Asked, caller: Caller): Call {
  const protocol = protocolOf(asked);
  const service = services[caller.service] ?? caller.service;
  if (protocol === 'cbor') {
    const route = /^\/service\/GraniteServiceVersion20100801\/operation\/(\w+)$/.exec(asked.url.pathname);
    if (route?.[1] === undefined) throw new NotServed(`RPC v2 at ${asked.url.pathname}`);
    const input = asked.body.length === 0 ? {} : decodeCbor(asked.body);
    return { protocol, service, operation: route[1], input: asFields(input) };
  }
  if (protocol === 'query') {
    if (!queryServices.has(service)) throw new NotServed(`the query protocol for ${service}`);
    const form = new URLSearchParams(asked.body.toString('utf8'));
    return { protocol, service, operation: form.get('Action') ?? '', input: parseQuery(form) };
  }
  if (protocol === 'rest-json') {
    return { protocol, service, ...restOperation(service, asked.method, asked.url, asFields(readJson(asked.body))) };
  }
  const target = asked.headers['x-amz-target'];
  if (typeof target !== 'string') throw new NotServed(`AWS JSON without a target for ${service}`);
  return { protocol, service, operation: target.split('.').at(-1) ?? '', input: asFields(readJson(asked.body)) };
}

export function writeAnswer(answer: ServerResponse, call: Call, response: Record<string, unknown>): void {
  switch (call.protocol) {
    case 'cbor':
      answer.writeHead(200, { 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor' });
      answer.end(encodeCbor(response));
      return;
    case 'query': {
      // Before the head: what cannot be written is not served.
      const xml = writeQuery(call.service, call.operation, response);
      answer.writeHead(200, { 'content-type': 'text/xml' });
      answer.end(xml);
      return;
    }
    default:
      answer.writeHead(200, { 'content-type': contentTypes[call.protocol] });
      answer.end(JSON.stringify(withSeconds(response)));
  }
}

export function writeError(answer: ServerResponse, protocol: Protocol, service: string, error: AwsError): void {
  const { name, message, status } = error;
  switch (protocol) {
    case 'cbor':
      answer.writeHead(status, { 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor' });
      answer.end(encodeCbor({ __type: name, message }));
      return;
    case 'query':
      answer.writeHead(status, { 'content-type': 'text/xml' });
      answer.end(writeQueryError(service, queryCodes[name] ?? name, message));
      return;
    default:
      answer.writeHead(status, { 'content-type': contentTypes[protocol], 'x-amzn-errortype': name });
      answer.end(JSON.stringify({ __type: name, message }));
  }
}

const contentTypes = {
  'json-1.0': 'application/x-amz-json-1.0',
  'json-1.1': 'application/x-amz-json-1.1',
  'rest-json': 'application/json',
};

/** The query protocol's names for what the JSON services call exceptions. */
const queryCodes: Record<string, string> = {
  AccessDeniedException: 'AccessDenied',
  ThrottlingException: 'Throttling',
  MissingAuthenticationTokenException: 'MissingAuthenticationToken',
  UnrecognizedClientException: 'InvalidClientTokenId',
  ExpiredTokenException: 'ExpiredToken',
  ValidationException: 'ValidationError',
};

/** JSON carries times as seconds since the epoch. */
function withSeconds(value: unknown): unknown {
  if (value instanceof Date) return value.getTime() / 1_000;
  if (Array.isArray(value)) return value.map(withSeconds);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, withSeconds(field)]));
}

function readJson(body: Buffer): unknown {
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new AwsError('SerializationException', 'the body is no JSON');
  }
}

function asFields(value: unknown): Record<string, unknown> {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    throw new AwsError('SerializationException', 'the input is no structure');
  }
  return { ...value };
}
