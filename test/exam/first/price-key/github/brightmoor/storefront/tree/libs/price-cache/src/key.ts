import type { PriceContext } from './context';

export function priceKey(sku: string, context: PriceContext): string {
  const parts = Object.entries(context).sort(([a], [b]) => a.localeCompare(b));
  return ['price', sku, ...parts.map(([name, value]) => `${name}=${value}`)].join(':');
}
