const ordinary =
  /^(?:true|false|null|nil|none|no|yes|undefined|unknown|empty|missing|not|required|optional|invalid|expired|revoked|denied|forbidden|unauthorized|failed|error|wrong|incorrect|rejected|unset|absent|changed|rotated|updated|is|was|has|the|a|for|from|in|of|and|or|string|x+|\*+|\.+|-|\d{1,3})[.,;:!)]*$/i;

/** Nothing is lost by showing it: an ordinary word, a placeholder, a reference to where the secret is. */
export function isHarmless(value: string): boolean {
  return (
    ordinary.test(value) ||
    /^(?:\$\{|\$\(|\{\{|%[({]|<|\[redacted\]|\*{2,}|\/(?:var\/)?run\/secrets|arn:|vault:|file:)/i.test(value) ||
    /^\$[A-Z_][A-Z0-9_]*$/.test(value) ||
    /^[[{]/.test(value)
  );
}

/** Letters with digits, both cases mixed, or very long: no word of a sentence. */
export function looksRandom(value: string): boolean {
  if (value.length < 6 || isHarmless(value)) return false;
  if (/\d/.test(value) && /[A-Za-z]/.test(value)) return true;
  if (/[a-z][A-Z].*[A-Z]/.test(value) || /[A-Za-z][+/=!@#$%^*]/.test(value)) return value.length >= 8;
  return value.length >= 32 && !/\s/.test(value);
}

/**
 * An expression of a program, as diffs and templates have it, is not the secret itself: `await login()`, `config.token`.
 *
 * @param line the value and what follows it
 */
export function isCode(line: string, value: string): boolean {
  return (
    /^[A-Za-z_$][\w$]*(?:[.:]{1,2}[A-Za-z_$][\w$]*)*[([]/.test(line) ||
    /^[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)+[;,)]*$/.test(value) ||
    /^(?:await|new|return|const|string|String|str|bool|number|int|process|this|self)\b/.test(value)
  );
}
