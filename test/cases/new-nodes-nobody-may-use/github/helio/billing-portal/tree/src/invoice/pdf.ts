export const pdf = (id: string) => render(`invoice-${id}`, { dpi: 200 });
