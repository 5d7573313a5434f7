export const banner = 'Black Friday';
