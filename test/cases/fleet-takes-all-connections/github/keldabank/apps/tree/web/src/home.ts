export const tiles = 6;
