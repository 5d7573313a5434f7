import { mail } from './mail.mjs';
import { points } from './loyalty.mjs';

export const handler = async (event) => {
  for (const record of event.Records) {
    const order = JSON.parse(record.body);
    const balance = await points(order.memberId);
    await mail(order, balance);
  }
};
