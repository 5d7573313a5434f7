export function total(lines: Line[]): number {
  if (lines.length === 0) return 0;
  return lines.reduce((sum, line) => sum + Math.round(line.price * line.quantity * 100) / 100, 0);
}
