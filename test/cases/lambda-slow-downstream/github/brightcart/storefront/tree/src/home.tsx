export const Hero = () => <h1>Summer sale</h1>;
