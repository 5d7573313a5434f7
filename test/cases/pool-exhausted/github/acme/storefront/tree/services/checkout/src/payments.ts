import type { Cart } from './cart.ts';
import { config } from './config.ts';

export async function authorizePayment(cart: Cart): Promise<{ id: string }> {
  const response = await fetch(`${config.payments.baseUrl}/authorizations`, {
    method: 'POST',
    body: JSON.stringify({ customer: cart.customerId, amount: cart.total }),
    signal: AbortSignal.timeout(config.payments.timeoutMs),
  });
  if (!response.ok) throw new Error(`payment was refused: ${response.status}`);
  return response.json();
}
