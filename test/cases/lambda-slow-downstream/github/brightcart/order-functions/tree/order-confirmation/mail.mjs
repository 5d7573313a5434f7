export const subject = (o) => `Your order ${o.id}`;
export const window = (o) => `${o.from} to ${o.until}`;
