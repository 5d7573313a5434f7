export type Environment = Record<string, string | undefined>;

/**
 * Fills in `${NAME}`, and `${NAME:-default}` where the variable may be unset or empty. A missing variable or a `${` that
 * is neither is reported and left as it stands, so that all problems of a file can be listed at once.
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
    if (fallback !== undefined) return fallback;
    report(`\${${name}} is not set; set ${name}, or write \${${name}:-} if it may be missing`);
    return whole;
  });
}

/** The same for every string of a JSON value, reported with its path. */
export function expandDeep(
  value: unknown,
  path: string,
  env: Environment,
  report: (path: string, problem: string) => void,
): unknown {
  if (typeof value === 'string') return expand(value, env, (problem) => report(path, problem));
  if (Array.isArray(value)) return value.map((item, i) => expandDeep(item, `${path}[${i}]`, env, report));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, expandDeep(item, `${path}.${key}`, env, report)]),
  );
}
