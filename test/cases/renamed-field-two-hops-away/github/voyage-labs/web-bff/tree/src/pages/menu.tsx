export const Menu = () => <nav><a href="/trips">My trips</a><a href="/deals">Deals</a></nav>;
