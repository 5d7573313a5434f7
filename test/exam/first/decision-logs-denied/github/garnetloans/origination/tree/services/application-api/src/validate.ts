export function validIncome(value: number): boolean {
  return Number.isFinite(value) && value >= 0 && Number(value.toFixed(2)) === value;
}
