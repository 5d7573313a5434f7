import Fastify from 'fastify';
import { primary } from './db/pool.ts';
import { orderContext } from './log.ts';
import { placeOrder } from './orders/place-order.ts';

const app = Fastify({ logger: { mixin: orderContext } });
app.get('/livez', async () => ({ ok: true }));
app.get('/readyz', async () => {
  await primary.query('SELECT 1');
  return { ok: true };
});
app.post('/orders', async (request) => ({ id: await placeOrder(request.body) }));
await app.listen({ port: 8080, host: '0.0.0.0' });
