import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

export type SystemName = 'kubernetes' | 'aws' | 'github' | 'slack' | 'model';

/** A request as a system of the estate sees it: the body read whole, the query parsed. */
export interface Asked {
  method: string;
  url: URL;
  headers: IncomingMessage['headers'];
  body: Buffer;
  raw: IncomingMessage;
}

/** One of the five systems, over its real protocol. It answers, or throws NotServed. */
export interface System {
  name: SystemName;
  handle(asked: Asked, answer: ServerResponse): Promise<void> | void;
  /** WebSocket upgrades (Slack's Socket Mode). */
  upgrade?(raw: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Told its own address once it listens, for answers that contain links. */
  listening?(url: string): void;
  /** The variables that point the product's client at this address instead of production. */
  env?(url: string): Record<string, string>;
  close?(): Promise<void> | void;
}

/** A route, operation or parameter that the estate does not know: 501, and the test that caused it fails. */
export class NotServed extends Error {
  constructor(what: string) {
    super(`the estate does not serve ${what}`);
    this.name = 'NotServed';
  }
}

export interface Recorded {
  system: SystemName;
  method: string;
  /** Path and query. */
  path: string;
  /** What the protocol calls it, where a system says: `DescribeAlarms`, `chat.postMessage`. */
  operation?: string;
  status?: number;
  /** The client went away before the answer was complete. */
  aborted: boolean;
}

/**
 * Makes matching requests fail the way systems do. `times` counts down; without it the fault stays until removed.
 * `hang` never answers, `reset` drops the connection, `delayMs` comes before whatever else.
 */
export interface Fault {
  system: SystemName;
  /** Matched against `METHOD path?query` and the operation. */
  match?: RegExp;
  times?: number;
  delayMs?: number;
  hang?: boolean;
  reset?: boolean;
  /** The request takes effect, and the connection breaks before the answer is sent. */
  loseAnswer?: boolean;
  status?: number;
  headers?: Record<string, string>;
  body?: unknown;
}

/** What happened on the wire, and what shall go wrong on it. */
export class Journal {
  readonly requests: Recorded[] = [];
  readonly notServed: string[] = [];
  readonly faults: Fault[] = [];

  /** Adds a fault and returns its removal. */
  fault(fault: Fault): () => void {
    this.faults.push(fault);
    return () => {
      const at = this.faults.indexOf(fault);
      if (at >= 0) this.faults.splice(at, 1);
    };
  }

  /** Resolves when that system is asked for the first time; 60 s at most. */
  async seen(system: SystemName): Promise<void> {
    const end = Date.now() + 60_000;
    while (!this.requests.some((request) => request.system === system)) {
      if (Date.now() > end) throw new Error(`the estate's ${system} was not asked within 60 s`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  take(system: SystemName, line: string): Fault | undefined {
    const at = this.faults.findIndex((f) => f.system === system && (f.match === undefined || f.match.test(line)));
    const fault = this.faults[at];
    if (fault?.times !== undefined) {
      fault.times -= 1;
      if (fault.times <= 0) this.faults.splice(at, 1);
    }
    return fault;
  }
}

/** Puts a system on a loopback port and journals what it is asked. */
export async function listen(
  system: System,
  journal: Journal,
  port = 0,
): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((raw, answer) => void serve(system, journal, raw, answer));
  if (system.upgrade) server.on('upgrade', (raw, socket, head) => system.upgrade?.(raw, socket, head));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the estate listens on TCP only');
  return { url: `http://127.0.0.1:${address.port}`, close: () => close(server, system) };
}

async function serve(system: System, journal: Journal, raw: IncomingMessage, answer: ServerResponse): Promise<void> {
  const method = raw.method ?? 'GET';
  const url = new URL(raw.url ?? '/', 'http://estate');
  const recorded: Recorded = { system: system.name, method, path: url.pathname + url.search, aborted: false };
  journal.requests.push(recorded);
  answer.on('close', () => {
    recorded.aborted = !answer.writableFinished;
    recorded.status = answer.statusCode;
  });
  try {
    const body = await readBody(raw);
    const asked: Asked = { method, url, headers: raw.headers, body, raw };
    recorded.operation = operationOf(asked);
    const fault = journal.take(system.name, `${method} ${recorded.path} ${recorded.operation ?? ''}`);
    if (fault?.delayMs) await new Promise((resolve) => setTimeout(resolve, fault.delayMs));
    if (fault?.hang) return;
    if (fault?.reset) {
      raw.socket.destroy();
      return;
    }
    if (fault?.status !== undefined) {
      answer.writeHead(fault.status, { 'content-type': 'application/json', ...fault.headers });
      answer.end(typeof fault.body === 'string' ? fault.body : JSON.stringify(fault.body ?? {}));
      return;
    }
    if (fault?.loseAnswer) loseAnswer(raw, answer);
    await system.handle(asked, answer);
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    if (error instanceof NotServed) journal.notServed.push(`${system.name}: ${method} ${recorded.path}: ${problem}`);
    else
      journal.notServed.push(
        `${system.name}: ${method} ${recorded.path} broke the estate: ${String(error instanceof Error ? error.stack : error)}`,
      );
    if (!answer.headersSent) answer.writeHead(501, { 'content-type': 'application/json' });
    answer.end(JSON.stringify({ message: problem }));
  }
}

function loseAnswer(raw: IncomingMessage, answer: ServerResponse): void {
  answer.write = () => true;
  answer.end = () => {
    raw.socket.destroy();
    return answer;
  };
}

/** The operation's name where the protocol carries one outside the path: AWS's target header, the query protocol. */
function operationOf({ headers, url, body }: Asked): string | undefined {
  const target = headers['x-amz-target'];
  if (typeof target === 'string') return target.split('.').at(-1);
  const form = /(?:^|&)Action=([A-Za-z]+)/.exec(body.subarray(0, 2_000).toString('utf8'));
  if (form) return form[1];
  return url.pathname.startsWith('/api/') ? url.pathname.slice('/api/'.length) : undefined;
}

async function readBody(raw: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of raw) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

async function close(server: Server, system: System): Promise<void> {
  await system.close?.();
  server.closeAllConnections();
  await new Promise<void>((resolve) => server.close(() => resolve()));
}
