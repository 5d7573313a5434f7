import { toCents } from './money';
import type { Totals } from './totals';
import type { Cart, Market } from './types';

/** Totals in the traveller's own notation. */
export function localTotals(cart: Cart, market: Market): Totals {
  const format = new Intl.NumberFormat(market.locale, { style: 'currency', currency: market.currency });
  const net = cart.items.reduce((sum, item) => sum + toCents(item.price), 0);
  return { net: format.format(net / 100), gross: format.format((net * (1 + market.vat)) / 100) };
}
