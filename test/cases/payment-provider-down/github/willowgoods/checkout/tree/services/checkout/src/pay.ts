import { body } from './pay-body';
import { http } from './http';

const timeout = 15000;

export const charge = (order: Order) =>
  http.post('https://api.paylane.example/v2/charges', body(order), { timeout, idempotencyKey: order.id });
