export const toCents = (price: string): number => Math.round(Number(price) * 100);
