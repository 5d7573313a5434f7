import type { Selector } from './objects.ts';

export type Labels = Record<string, string> | undefined;

/** A Service's selector: every pair has to be there. */
export function matchesPairs(pairs: Record<string, string>, labels: Labels): boolean {
  return Object.entries(pairs).every(([key, value]) => labels?.[key] === value);
}

/** A workload's or policy's selector; an empty one matches everything. */
export function matches(selector: Selector | undefined, labels: Labels): boolean {
  if (!matchesPairs(selector?.matchLabels ?? {}, labels)) return false;
  return (selector?.matchExpressions ?? []).every(({ key, operator, values = [] }) => {
    const value = labels?.[key];
    switch (operator) {
      case 'In':
        return value !== undefined && values.includes(value);
      case 'NotIn':
        return value === undefined || !values.includes(value);
      case 'Exists':
        return value !== undefined;
      case 'DoesNotExist':
        return value === undefined;
      default:
        return false;
    }
  });
}

/** `app=web,tier in (a,b)` as the API server takes it. */
export function selectorText(selector: Selector | undefined): string {
  const pairs = Object.entries(selector?.matchLabels ?? {}).map(([key, value]) => `${key}=${value}`);
  const expressions = (selector?.matchExpressions ?? []).map(({ key, operator, values = [] }) => {
    if (operator === 'Exists') return key;
    if (operator === 'DoesNotExist') return `!${key}`;
    return `${key} ${operator === 'In' ? 'in' : 'notin'} (${values.join(',')})`;
  });
  return [...pairs, ...expressions].join(',');
}
