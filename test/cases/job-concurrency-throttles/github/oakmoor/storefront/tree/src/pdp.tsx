export const Price = ({ p }) => <b>{p ?? '–'}</b>;
