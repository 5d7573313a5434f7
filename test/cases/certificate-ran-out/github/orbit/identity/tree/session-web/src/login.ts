export const login = async (next: string) => redirect(await authz.token(), withQuery(next));
