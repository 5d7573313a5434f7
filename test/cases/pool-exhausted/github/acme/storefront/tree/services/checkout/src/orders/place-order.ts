import type { Cart } from '../cart.ts';
import { primary } from '../db/pool.ts';
import { authorizePayment } from '../payments.ts';

/** Writes the order and its lines in one transaction. The client goes back to the pool whatever happens. */
export async function placeOrder(cart: Cart): Promise<string> {
  const client = await primary.connect();
  try {
    await client.query('BEGIN');
    const authorization = await authorizePayment(cart);
    const { rows } = await client.query(
      'INSERT INTO orders (customer_id, total, authorization_id) VALUES ($1, $2, $3) RETURNING id',
      [cart.customerId, cart.total, authorization.id],
    );
    for (const line of cart.lines) {
      await client.query('INSERT INTO order_lines (order_id, sku, quantity) VALUES ($1, $2, $3)', [
        rows[0].id,
        line.sku,
        line.quantity,
      ]);
    }
    await client.query('COMMIT');
    return rows[0].id;
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.release();
  }
}
