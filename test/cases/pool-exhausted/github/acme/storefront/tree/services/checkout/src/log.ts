import { AsyncLocalStorage } from 'node:async_hooks';

const order = new AsyncLocalStorage<{ id: string }>();

export const orderContext = () => ({ order: order.getStore()?.id });
