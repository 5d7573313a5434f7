import type { Cart, Market } from './types';

const markets: Record<string, Market> = {
  de: { code: 'de', vat: 0.19, locale: 'de-DE', curr: 'EUR' },
  no: { code: 'no', vat: 0.25, locale: 'nb-NO', curr: 'NOK' },
  uk: { code: 'uk', vat: 0.2, locale: 'en-GB', curr: 'GBP' },
} as Record<string, any>;

export const marketOf = (cart: Cart): Market => markets[cart.market] ?? markets.de;
