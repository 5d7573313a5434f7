export const retry = { attempts: 2, on: [502, 503], backoffMs: 50 };
