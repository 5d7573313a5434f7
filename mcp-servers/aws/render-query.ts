import type { ResultField } from '@aws-sdk/client-cloudwatch-logs';

/** Rows of a query as objects, and as lines: the columns once, then one line a row, its fields divided by ` | `. */
export function queryTable(results: ResultField[][]): { rows: Record<string, string>[]; lines: string[] } {
  const rows = results.map((row) =>
    Object.fromEntries(row.filter(({ field }) => field !== '@ptr').map(({ field = '', value = '' }) => [field, value])),
  );
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  if (rows.length === 0) return { rows, lines: ['no rows'] };
  return {
    rows,
    lines: [columns.join(' | '), ...rows.map((row) => columns.map((column) => row[column] ?? '-').join(' | '))],
  };
}
