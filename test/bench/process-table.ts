import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface Process {
  pid: number;
  parent: number;
  /** Resident memory in bytes. */
  resident: number;
}

/** Every process of this machine, as `ps` lists them (Linux and macOS). */
export async function processTable(): Promise<Process[]> {
  const { stdout } = await run('ps', ['-A', '-o', 'pid=,ppid=,rss=']);
  return stdout.split('\n').flatMap((line) => {
    const [pid, parent, kibibytes] = line.trim().split(/\s+/).map(Number);
    if (pid === undefined || parent === undefined || kibibytes === undefined) return [];
    return [{ pid, parent, resident: kibibytes * 1_024 }];
  });
}

/** Its children, their children, and so on. */
export function descendantsOf(pid: number, table: readonly Process[]): Process[] {
  const children = table.filter(({ parent }) => parent === pid);
  return children.flatMap((child) => [child, ...descendantsOf(child.pid, table)]);
}
