export const trip = (id: string) => get(`http://itinerary/trips/${id}`);
