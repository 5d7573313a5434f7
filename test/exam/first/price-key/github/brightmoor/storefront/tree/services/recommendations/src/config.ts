export const config = {
  model: 'als-2026-07',
  candidates: 200,
  cacheSeconds: 300,
};
