export const feed = async (user: string) => {
  const items = await ranker.rank(user, { timeoutMs: 800 });
  return items.slice(0, 60);
};
