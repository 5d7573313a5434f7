export type Environment = Record<string, string | undefined>;
export type Problem = (key: string, problem: string) => void;

/**
 * Fills in `${NAME}`, and `${NAME:-default}` where the variable may be unset or empty. A missing variable or a `${` that
 * is neither is reported, and the text so far returned, so that all problems of a file can be listed at once.
 */
export function expand(text: string, env: Environment, report: (problem: string) => void): string {
  return text.replace(/\$\{([^}]*)\}?/g, (whole, inner: string) => {
    const match = /^([A-Za-z_][A-Za-z0-9_]*)(?::-(.*))?$/.exec(inner);
    if (!match || !whole.endsWith('}')) {
      report(`'${whole}' is neither \${NAME} nor \${NAME:-default}`);
      return whole;
    }
    const [, name = '', fallback] = match;
    const value = env[name];
    if (value !== undefined && value !== '') return value;
    if (fallback === undefined)
      report(`\${${name}} is not set; set ${name}, or write \${${name}:-} if it may be missing`);
    return fallback ?? '';
  });
}
