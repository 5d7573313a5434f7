import type { Pool } from 'pg';

const SQL = `SELECT amount, valid_until FROM prices WHERE sku = $1 AND currency = $2 AND country = $3 AND tier = $4
  AND valid_from <= now() AND (valid_until IS NULL OR valid_until > now()) ORDER BY valid_from DESC LIMIT 1`;

export async function quote(pool: Pool, sku: string, c: { currency: string; country: string; tier: string }) {
  const { rows } = await pool.query(SQL, [sku, c.currency, c.country, c.tier]);
  return rows[0];
}
