import type { FastifyInstance } from 'fastify';
import { flags } from '../flags';
import { localTotals } from '../local-totals';
import { marketOf } from '../markets';
import { totals } from '../totals';

export async function cartRoutes(app: FastifyInstance) {
  app.get('/cart/:id', async (request) => {
    const cart = await app.carts.read(request.params.id);
    const market = marketOf(cart);
    const sums = await flags.enabled('cart-local-totals', { market: market.code }) ? localTotals(cart, market) : totals(cart, market);
    return { ...cart, ...sums };
  });
}
