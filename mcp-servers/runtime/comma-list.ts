/** The items of a variable such as `a, b`, trimmed; none where it is empty or not set. */
export const commaList = (text = ''): string[] =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
