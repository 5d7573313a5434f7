/** Follows a list's tokens until its end or `most` items; `more` says that there are others. */
export async function paged<Item>(
  most: number,
  page: (token: string | undefined) => Promise<{ items: Item[] | undefined; next: string | undefined }>,
): Promise<{ items: Item[]; more: boolean }> {
  const items: Item[] = [];
  let token: string | undefined;
  do {
    const { items: found = [], next } = await page(token);
    items.push(...found);
    token = next;
  } while (token !== undefined && items.length < most);
  return { items: items.slice(0, most), more: token !== undefined || items.length > most };
}

/** Splits what an operation takes only so many of. */
export function batches<Item>(items: Item[], size: number): Item[][] {
  const all: Item[][] = [];
  for (let at = 0; at < items.length; at += size) all.push(items.slice(at, at + size));
  return all;
}

/** What stands behind the last slash of an ARN: a service's, cluster's or task definition's short name. */
export const shortName = (arn: string | undefined): string => arn?.split('/').at(-1) ?? '';
