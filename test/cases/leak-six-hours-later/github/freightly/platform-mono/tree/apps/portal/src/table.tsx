export const rows = 50;
