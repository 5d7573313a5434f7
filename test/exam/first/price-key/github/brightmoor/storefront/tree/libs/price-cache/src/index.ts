import type { Redis } from 'ioredis';
import type { PriceContext } from './context';
import { priceKey } from './key';

const TTL_SECONDS = 900;

export class PriceCache {
  constructor(private readonly redis: Redis) {}

  async through(sku: string, context: PriceContext, load: () => Promise<Price>): Promise<Price> {
    const key = priceKey(sku, context);
    const found = await this.redis.get(key);
    if (found) return JSON.parse(found);
    const price = await load();
    await this.redis.set(key, JSON.stringify(price), 'EX', TTL_SECONDS);
    return price;
  }
}
