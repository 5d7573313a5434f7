export type LogLevel = 'error' | 'warning' | 'info';

const stated =
  /"(?:level|severity|lvl)"\s*:\s*"?(\w+)|\b(?:level|lvl|severity)=\[?"?(\w+)|\b(TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|FATAL|CRITICAL|PANIC|SEVERE)\b|^(?:\S+\s){0,3}([IWEF])\d{4} \d\d:/;

const failing =
  /\b(?:error|errors|exception|fatal|panic|critical|traceback|fail(?:ed|ure|ing|s)?|refused|denied|forbidden|unauthorized|unreachable|timed? ?out|deadline exceeded|unable|cannot|could not|oom|killed|aborted|crash(?:ed|ing)?|no such|not found|exhausted|invalid)\b|[a-z](?:Error|Exception)\b/i;

/** `error=null` and `0 errors` say that there was none. */
export const withoutError =
  /"?\berr(?:or|ors)?"?\s*[:=]\s*(?:null|nil|none|false|0|""|'')(?![\w.])|\b(?:0|no) (?:errors?|failures?|exceptions?)\b/gi;

/** How bad a line is: by the level that it states, else by its words. */
export function levelOf(text: string): LogLevel {
  const match = stated.exec(text);
  const level = levelNamed(match?.[1] ?? match?.[2] ?? match?.[3] ?? match?.[4] ?? '');
  return level ?? (failing.test(text.replace(withoutError, '')) ? 'error' : 'info');
}

/** `ERROR`, `warn`, `I`, or the numbers of pino; undefined where it is the name of no level. */
export function levelNamed(name: string): LogLevel | undefined {
  const level = name.toUpperCase();
  if (/^(?:E|F|ERR|ERROR|FATAL|CRIT|CRITICAL|PANIC|SEVERE|EMERG|ALERT|DPANIC|5\d|60)/.test(level)) return 'error';
  if (/^(?:W|40)/.test(level)) return 'warning';
  if (/^(?:I|D|T|N|10|20|30)/.test(level)) return 'info';
  return undefined;
}
