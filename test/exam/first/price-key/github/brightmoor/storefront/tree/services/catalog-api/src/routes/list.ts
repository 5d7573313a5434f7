import { Router } from 'express';

export const list = Router();

list.get('/v1/categories/:id/products', async (request, response) => {
  const products = await request.catalog.products(request.params.id, { limit: 48 });
  const prices = await Promise.all(products.map((p) => request.prices.of(p.sku, request.priceContext)));
  response.json(products.map((p, i) => ({ ...p, unit: p.unit ?? null, price: prices[i] })));
});
