import { z } from 'zod';
import { defineTool } from '../../runtime/tool.ts';
import { resolveWindow } from '../../runtime/window.ts';
import { placeArguments, windowArguments } from '../arguments.ts';
import { placeName } from '../config.ts';
import type { Connection } from '../connection.ts';
import { isNamed } from '../names.ts';
import { choose } from '../places.ts';
import { readFlagSwitches } from '../read/flags.ts';
import { readTrail } from '../read/trail.ts';
import { Unread } from '../read/unread.ts';
import { compact, type Deed, deedLine } from '../trail/compact.ts';
import { toldDeeds } from '../trail/told.ts';

const input = z.strictObject({
  names: z.array(z.string()).optional().describe('any of these words'),
  failed: z.boolean().default(false).describe('only failed calls, reads too'),
  ...windowArguments,
  ...placeArguments,
});

const defaultWindow = 6 * 3_600_000;
const pages = 10;

export const changesTool = (connections: Connection[]) =>
  defineTool({
    name: 'aws_changes',
    title: 'Changes',
    description: 'CloudTrail writes and flag switches, newest first. Default 6h; last minutes may be missing.',
    input,
    async run({ names = [], failed, ...args }, { now, signal }) {
      const window = resolveWindow(args, now, defaultWindow);
      const chosen = choose(connections, args.account || args.region ? [args] : []);
      const unread = new Unread();
      const told: Deed[] = [];
      const parts = await Promise.all(
        chosen.map(async (connection) => {
          const read = await unread.attempt('CloudTrail', () =>
            readTrail(connection, window, { only: failed ? 'all' : 'writes', pages }, signal),
          );
          if (!read) return [];
          const where = placeName(connection.place);
          const oldest = read.records.at(-1);
          if (read.more && oldest)
            unread.note(`${where}: CloudTrail before ${oldest.at.toISOString()}, narrow the window`);
          // Few accounts keep a flag service's audit log: where it cannot be read, nothing is missing that anybody expects.
          const flags = failed ? [] : await readFlagSwitches(connection, window, signal).catch(() => []);
          const deeds = compact([...read.records.filter(({ error }) => !failed || error !== undefined), ...flags]);
          const kept = deeds.filter((deed) => names.length === 0 || isNamed(deedLine(deed), names));
          told.push(...kept);
          const shown = kept.map(deedLine);
          const what = `${read.records.length} ${failed ? 'calls' : 'writes'} read, ${shown.length} shown`;
          return [`${where}, ${window.text}: ${what}`, ...shown];
        }),
      );
      if (unread.onlyFailure) throw unread.onlyFailure;
      return {
        lines: [...parts.flat(), ...unread.reasons.map((reason) => `not checked: ${reason}`)],
        structured: {
          window: { since: window.since.toISOString(), until: window.until.toISOString() },
          deeds: toldDeeds(told),
          notChecked: unread.reasons,
        },
      };
    },
  });
