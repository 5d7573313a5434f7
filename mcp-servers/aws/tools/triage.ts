import { z } from 'zod';
import { defineTool } from '../../runtime/tool.ts';
import { resolveWindow } from '../../runtime/window.ts';
import { scope, windowArguments } from '../arguments.ts';
import type { Connection } from '../connection.ts';
import { look } from '../look.ts';
import { choose, wantedBy } from '../places.ts';
import { merged } from '../rank.ts';
import { Unread } from '../read/unread.ts';
import { renderTriage } from '../render-triage.ts';

const hour = 3_600_000;

export const triageTool = (connections: Connection[]) =>
  defineTool({
    name: 'aws_triage',
    title: 'Triage',
    description:
      'Ranked findings from ECS, EKS, databases, logs against the window before, metrics, traces, refused calls, changes and alarms. Says what is well and what could not be read.',
    input: z.strictObject({ scope: scope.optional(), ...windowArguments }),
    firstLook: true,
    async run({ scope: asked, since, until }, context) {
      const { now, progress } = context;
      const window = resolveWindow({ since, until }, now, hour);
      const chosen = choose(connections, wantedBy(asked));
      const unread = new Unread();
      progress(`looking at ${chosen.length} AWS accounts and regions`);
      const looks = await Promise.all(chosen.map((connection) => look(connection, asked, window, unread, context)));
      // Where nothing at all could be read, the answer is the error and not a list without findings.
      if (unread.onlyFailure) throw unread.onlyFailure;
      const findings = merged(looks);
      const recovered = looks.flatMap((one) => one.recovered);
      const examined = looks.flatMap((one) => one.examined);
      return {
        lines: renderTriage({
          header: `AWS triage, ${window.text}`,
          findings,
          recovered,
          remarks: looks.flatMap((one) => one.remarks),
          examined,
          notChecked: unread.reasons,
        }),
        structured: {
          window: { since: window.since.toISOString(), until: window.until.toISOString() },
          findings,
          examined,
          recovered,
          deeds: looks.flatMap((one) => one.deeds),
          notChecked: unread.reasons,
        },
      };
    },
  });
