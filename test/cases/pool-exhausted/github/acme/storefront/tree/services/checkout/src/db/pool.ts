import pg from 'pg';
import { config } from '../config.ts';

/** Orders are written to the primary only; reads of the catalogue go through its own service. */
export const primary = new pg.Pool({
  host: config.database.host,
  database: 'orders',
  max: config.database.maxPoolSize,
  connectionTimeoutMillis: config.database.acquireTimeoutMs,
  idleTimeoutMillis: 30_000,
  application_name: 'checkout',
});
