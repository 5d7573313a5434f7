export const trip = (id: string) => get(`http://itinerary.booking/trips/${id}`, { retries: 1 });
