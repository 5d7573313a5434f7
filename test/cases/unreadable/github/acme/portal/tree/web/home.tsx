export const Home = () => <Accounts />;
