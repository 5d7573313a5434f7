CREATE TABLE products (
  id bigint PRIMARY KEY,
  sku text NOT NULL,
  title text NOT NULL,
  brand_id bigint NOT NULL,
  category_id bigint NOT NULL,
  price_minor bigint NOT NULL,
  stock_state text NOT NULL,
  rank int NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX products_sku_key ON products (sku);
CREATE INDEX products_category_rank ON products (category_id, rank);
