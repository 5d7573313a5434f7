export const vat = { de: 0.19, at: 0.2 };
