export const Home = () => <Teasers limit={8} compact lazy />;
