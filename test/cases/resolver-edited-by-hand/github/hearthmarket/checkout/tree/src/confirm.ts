export const confirm = (order: Order) => provider.post('/v3/confirm', { order: order.id, basket: order.basket });
