export const fields = (r: Reply) => ({ upstream: r.upstream });
