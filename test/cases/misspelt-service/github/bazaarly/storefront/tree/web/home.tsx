export const Home = () => <Banner season="winter" />;
