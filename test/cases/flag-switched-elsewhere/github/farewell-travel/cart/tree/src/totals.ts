import { toCents } from './money';
import type { Cart, Market } from './types';

export interface Totals {
  net: string;
  gross: string;
}

/** What the traveller sees below the list. */
export function totals(cart: Cart, market: Market): Totals {
  const net = cart.items.reduce((sum, item) => sum + toCents(item.price), 0);
  const gross = Math.round(net * (1 + market.vat));
  return { net: (net / 100).toFixed(2), gross: (gross / 100).toFixed(2) };
}
