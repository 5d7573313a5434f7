export const VAT = 0.19;
export const VAT_HEAT = 0.07;
export const CURRENCY = 'EUR';
