export const slots = 6;
