export const zoom = (km: number) => (km < 3 ? 14 : 11);
