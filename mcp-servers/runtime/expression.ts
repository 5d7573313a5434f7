/** A pattern as somebody typed it, any case. One that is no regular expression is meant literally: `items[0` or `a++`. */
export function expression(text: string): RegExp {
  try {
    return new RegExp(text, 'i');
  } catch {
    return new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'i');
  }
}
