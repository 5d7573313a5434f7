export const refresh = 2000;
