export const points = (id: string) => get(`http://loyalty.crm/points/${id}`);
