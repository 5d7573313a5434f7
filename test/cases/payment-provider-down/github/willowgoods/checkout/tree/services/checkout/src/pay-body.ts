export const body = (o: Order) => ({ amount: o.total, currency: o.currency, source: o.token });
