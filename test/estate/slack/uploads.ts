import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { Asked } from '../system.ts';

export interface Upload {
  id: string;
  name: string;
  /** Bytes, as announced. */
  length: number;
  content?: Buffer;
  completed: boolean;
}

/** Files on their way into Slack: announced, sent to an address of their own, completed once. */
export class Uploads {
  readonly list: Upload[] = [];
  /** Of every request that brought bytes. */
  readonly headers: Asked['headers'][] = [];
  private readonly tickets = new Map<string, Upload>();

  /** The path to send the bytes to. */
  announce(name: string, length: number): { id: string; path: string } {
    const id = `F0${randomUUID().replaceAll('-', '').slice(0, 9).toUpperCase()}`;
    const upload = { id, name, length, completed: false };
    this.list.push(upload);
    const ticket = randomUUID();
    this.tickets.set(ticket, upload);
    return { id, path: `/upload/v1/${ticket}` };
  }

  /** Takes the bytes as they are, once, and only as many as were announced. */
  receive({ url, method, body, headers }: Asked, answer: ServerResponse): void {
    this.headers.push(headers);
    const ticket = url.pathname.slice('/upload/v1/'.length);
    const upload = method === 'POST' ? this.tickets.get(ticket) : undefined;
    if (!upload || body.length !== upload.length) {
      answer.writeHead(upload ? 400 : 404).end('upload failed');
      return;
    }
    this.tickets.delete(ticket);
    upload.content = body;
    answer.writeHead(200).end(`OK - ${body.length}`);
  }
}
