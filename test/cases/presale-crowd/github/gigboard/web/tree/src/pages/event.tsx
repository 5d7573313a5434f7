export const Event = ({ event }) => <><Poster event={event} /><SeatMap event={event} refresh={15} /></>;
