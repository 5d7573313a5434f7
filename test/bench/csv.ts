/** The values of one column, named in the first row; RFC 4180's quotes, line breaks within them included. */
export function columnOf(text: string, name: string): string[] {
  const [header = [], ...rows] = rowsOf(text);
  const column = header.indexOf(name);
  if (column < 0) throw new Error(`no column ${name} among ${header.join(', ')}`);
  return rows.map((row) => row[column] ?? '');
}

function rowsOf(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    if (end === '' && row.length === 0 && !quoted && !plain) break;
    row.push(quoted?.replaceAll('""', '"') ?? plain ?? '');
    if (end === ',') continue;
    rows.push(row);
    row = [];
  }
  return rows;
}
