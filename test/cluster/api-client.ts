import { readFileSync } from 'node:fs';
import { Agent, fetch } from 'undici';

export interface Answer {
  status: number;
  body: unknown;
}

/** HTTP to the API server as one account. JSON in and out; a log comes as text. */
export interface ApiClient {
  ask(method: string, path: string, body?: unknown): Promise<Answer>;
  /** The answer's body; throws an Error with the server's words for any other status than 2xx. */
  must(method: string, path: string, body?: unknown): Promise<unknown>;
  close(): Promise<void>;
}

export function apiClient(server: string, caFile: string | undefined, token: string): ApiClient {
  const dispatcher = new Agent(caFile === undefined ? {} : { connect: { ca: readFileSync(caFile) } });
  const ask: ApiClient['ask'] = async (method, path, body) => {
    const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
    const response = await fetch(server + path, {
      method,
      dispatcher,
      headers: { authorization: `Bearer ${token}`, 'content-type': type },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.startsWith('application/json');
    return { status: response.status, body: isJson ? JSON.parse(text) : text };
  };
  return {
    ask,
    async must(method, path, body) {
      const answer = await ask(method, path, body);
      if (answer.status >= 200 && answer.status < 300) return answer.body;
      throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body).slice(0, 2_000)}`);
    },
    close: () => dispatcher.destroy(),
  };
}
