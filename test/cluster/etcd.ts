import { z } from 'zod';

/** What the API server has stored, below its own API. */
export interface Etcd {
  /** Every key and its value. */
  all(): Promise<{ key: string; value: string }[]>;
  put(key: string, value: string): Promise<void>;
}

const ranged = z.object({ kvs: z.array(z.object({ key: z.string(), value: z.string().default('') })).default([]) });

/** etcd's JSON gateway; keys and values travel in base64. */
export function etcdClient(url: string): Etcd {
  const ask = async (path: string, body: unknown): Promise<unknown> => {
    const response = await fetch(url + path, { method: 'POST', body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`etcd ${path}: ${response.status} ${await response.text()}`);
    return response.json();
  };
  return {
    async all() {
      const { kvs } = ranged.parse(
        await ask('/v3/kv/range', { key: encode('/registry/'), range_end: encode('/registry0') }),
      );
      return kvs.map(({ key, value }) => ({ key: decode(key), value: decode(value) }));
    },
    async put(key, value) {
      await ask('/v3/kv/put', { key: encode(key), value: encode(value) });
    },
  };
}

const encode = (text: string): string => Buffer.from(text).toString('base64');
const decode = (text: string): string => Buffer.from(text, 'base64').toString('utf8');
