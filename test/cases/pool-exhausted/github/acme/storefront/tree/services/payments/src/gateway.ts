export const retry = { attempts: 3, backoffMs: 250 };
