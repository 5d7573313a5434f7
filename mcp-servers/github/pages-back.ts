/** What a list of a hundred a page is read back to at most. */
const mostPages = 3;
export const pageSize = 100;

/**
 * Pages of a list that has the newest first, until one reaches behind the start.
 *
 * @param at the time by which the list is sorted
 * @returns `since` is how far back it is complete, where that is not the start
 */
export async function pagesBackTo<T>(
  start: Date,
  read: (page: number) => Promise<T[]>,
  at: (item: T) => string | null,
): Promise<{ items: T[]; since?: string }> {
  const items: T[] = [];
  for (let page = 1; page <= mostPages; page += 1) {
    const more = await read(page);
    items.push(...more);
    const last = more.at(-1);
    if (more.length < pageSize || !last || Date.parse(at(last) ?? '') < start.getTime()) return { items };
  }
  const last = items.at(-1);
  return { items, since: (last && at(last)) ?? '' };
}
