import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import type { Attempt, Outcome, Route } from './delivery.ts';

const acknowledgement = z.looseObject({ envelope_id: z.string(), payload: z.unknown().optional() });

/** Slack sends a ping every few seconds; the client gives a silent connection up after thirty. */
const pingMs = 5_000;

/** Slack's side of Socket Mode (https://docs.slack.dev/apis/events-api/using-socket-mode). */
export class SocketMode implements Route {
  private readonly server = new WebSocketServer({ noServer: true });
  private readonly sockets: WebSocket[] = [];
  private readonly tickets = new Set<string>();
  private readonly pending = new Map<string, (outcome: Outcome) => void>();
  private readonly onConnect = new Set<() => void>();
  private readonly appId: string;
  private turn = 0;

  constructor(appId: string) {
    this.appId = appId;
  }

  get connections(): number {
    return this.sockets.length;
  }

  /** An address for one connection, for `apps.connections.open`. */
  ticketUrl(url: string): string {
    const ticket = randomUUID();
    this.tickets.add(ticket);
    return `${url.replace(/^http/, 'ws')}/link/?ticket=${ticket}&app_id=${this.appId}`;
  }

  upgrade(raw: IncomingMessage, socket: Duplex, head: Buffer): void {
    const url = new URL(raw.url ?? '/', 'http://estate');
    if (url.pathname !== '/link/' || !this.tickets.delete(url.searchParams.get('ticket') ?? '')) {
      socket.end('HTTP/1.1 401 Unauthorized\r\nconnection: close\r\n\r\n');
      return;
    }
    this.server.handleUpgrade(raw, socket, head, (webSocket) => this.open(webSocket));
  }

  /** Resolves as soon as an app is connected. */
  async connected(): Promise<void> {
    if (this.sockets.length > 0) return;
    await new Promise<void>((resolve) => this.onConnect.add(resolve));
  }

  async send({ kind, payload, retry, reason }: Attempt, ackMs: number): Promise<Outcome> {
    // With several connections open, Slack gives each message to one of them.
    const socket = this.sockets[this.turn++ % Math.max(1, this.sockets.length)];
    if (!socket) return { acknowledged: false, reason: 'connection_failed' };
    const envelope_id = randomUUID();
    const envelope = {
      envelope_id,
      type: kind,
      payload,
      accepts_response_payload: kind === 'interactive',
      ...(kind === 'events_api' && { retry_attempt: retry, retry_reason: reason }),
    };
    return new Promise((resolve) => {
      const settle = (outcome: Outcome): void => {
        clearTimeout(timer);
        this.pending.delete(envelope_id);
        resolve(outcome);
      };
      const timer = setTimeout(() => settle({ acknowledged: false, reason: 'timeout' }), ackMs);
      this.pending.set(envelope_id, settle);
      socket.once('close', () => settle({ acknowledged: false, reason: 'connection_failed' }));
      socket.send(JSON.stringify(envelope));
    });
  }

  /** Slack recycles a connection: the client is told, and opens another. */
  disconnect(reason: 'warning' | 'refresh_requested' | 'link_disabled'): void {
    for (const socket of this.sockets) socket.send(JSON.stringify({ type: 'disconnect', reason, debug_info: {} }));
  }

  /** The network goes away without a word. */
  drop(): void {
    for (const socket of [...this.sockets]) socket.terminate();
  }

  close(): void {
    this.drop();
    for (const settle of [...this.pending.values()]) settle({ acknowledged: false, reason: 'connection_failed' });
    this.server.close();
  }

  private open(socket: WebSocket): void {
    this.sockets.push(socket);
    const pings = setInterval(() => socket.ping(), pingMs);
    socket.on('message', (data) => this.acknowledge(String(data)));
    socket.on('error', () => socket.terminate());
    socket.once('close', () => {
      clearInterval(pings);
      this.sockets.splice(this.sockets.indexOf(socket), 1);
    });
    socket.setMaxListeners(0);
    socket.send(
      JSON.stringify({
        type: 'hello',
        num_connections: this.sockets.length,
        debug_info: { host: 'estate', build_number: 1, approximate_connection_time: 18_060 },
        connection_info: { app_id: this.appId },
      }),
    );
    for (const resolve of this.onConnect) resolve();
    this.onConnect.clear();
  }

  private acknowledge(data: string): void {
    const { envelope_id, payload } = acknowledgement.parse(JSON.parse(data));
    // Too late is as good as never: nobody waits for it any more.
    this.pending.get(envelope_id)?.({ acknowledged: true, response: payload });
  }
}
