import { config } from './config.ts';

export async function search(query: string): Promise<Product[]> {
  const shards = pickShards(config.search.shardFanOut);
  const parts = await Promise.all(shards.map((shard) => shard.find(query, { timeoutMs: config.search.timeoutMs })));
  return parts.flat().sort(byScore).slice(0, 40);
}
