export interface PriceContext {
  currency: string;
  country: string;
  tier: 'retail' | 'member' | 'trade';
  /** For the audit log. */
  visit: string;
}
