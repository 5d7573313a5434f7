export const ATTEMPTS = 7;
export const BACKOFF_MS = 2_000;
