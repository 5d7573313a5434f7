export const Checkout = () => <Form action="/api/orders" retries={1} retryOn={[503]} lockWhileSending failure="Please try again in a minute" />;
