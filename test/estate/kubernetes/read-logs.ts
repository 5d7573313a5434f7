import { join } from 'node:path';
import { CaseError } from '../case.ts';
import { filesBelow, readText } from '../read-file.ts';

/** One line of a container, as `kubectl logs --timestamps` prints it. */
export interface LogLine {
  /** As written: RFC 3339 with any number of decimals. */
  timestamp: string;
  /** The same in milliseconds since the epoch. */
  at: number;
  message: string;
}

/** Logs below a folder by `namespace/pod/container`, the ones before a restart with `.previous` behind it. */
export async function readLogs(dir: string): Promise<Map<string, LogLine[]>> {
  const logs = new Map<string, LogLine[]>();
  for (const name of await filesBelow(dir)) {
    const file = join(dir, name);
    if (!/^[^/]+\/[^/]+\/[^/]+\.log$/.test(name)) {
      throw new CaseError(file, 'expected <namespace>/<pod>/<container>.log or .previous.log');
    }
    logs.set(name.slice(0, -'.log'.length), readLines(file, (await readText(file)) ?? ''));
  }
  return logs;
}

function readLines(file: string, content: string): LogLine[] {
  const lines = content.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.map((line, index) => {
    const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d))(?: (.*))?$/s.exec(line);
    const at = Date.parse(match?.[1] ?? '');
    if (!match || Number.isNaN(at)) {
      throw new CaseError(file, 'a line begins with an RFC 3339 timestamp and a space', index + 1);
    }
    return { timestamp: match[1] ?? '', at, message: match[2] ?? '' };
  });
}
