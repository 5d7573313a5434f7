import { appendFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import type { Asked } from '../system.ts';

/** One request to the estate's GitHub and what it answered. */
export interface RecordedExchange {
  method: string;
  /** Without the prefix of an Enterprise server. */
  path: string;
  query: Record<string, string>;
  /** The request's body, where it is JSON. */
  asked?: unknown;
  status: number;
  /** The answer's body, where it is JSON. */
  answered?: unknown;
}

/**
 * Writes each exchange as a line into the file that `GITHUB_EXCHANGES` names, for the suite that holds them against
 * GitHub's own description; without the variable it does nothing.
 */
export function recordExchange({ method, url, body }: Asked, path: string, answer: ServerResponse): void {
  const file = process.env.GITHUB_EXCHANGES;
  if (!file) return;
  const parts: string[] = [];
  const end = answer.end.bind(answer);
  answer.end = (...args: unknown[]) => {
    if (typeof args[0] === 'string') parts.push(args[0]);
    const isJson = String(answer.getHeader('content-type') ?? '').includes('json');
    const exchange: RecordedExchange = {
      method,
      path,
      query: Object.fromEntries(url.searchParams),
      ...(body.length > 0 && { asked: JSON.parse(body.toString('utf8')) }),
      status: answer.statusCode,
      ...(isJson && parts.length > 0 && { answered: JSON.parse(parts.join('')) }),
    };
    appendFileSync(file, `${JSON.stringify(exchange)}\n`);
    return Reflect.apply(end, answer, args);
  };
}
