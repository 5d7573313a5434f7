import { z } from 'zod';
import { defineTool, type Tool } from '../../runtime/tool.ts';
import type { Slack } from '../slack.ts';

const input = z.strictObject({ user: z.string().min(1).describe('id') });

/** For the workflow, which reads times in the asker's zone; `writes` keeps it from the model. */
export function userTool({ directory }: Slack): Tool<typeof input> {
  return defineTool({
    name: 'slack_user',
    title: 'Look a person up',
    description: 'Name and time zone of a person by id.',
    input,
    writes: true,
    deadlineMs: 10_000,
    async run({ user }, { signal }) {
      const { id, name, realName, timeZone } = await directory.person(user, signal);
      return {
        lines: [`${id} is ${realName} (@${name}), time zone ${timeZone}`],
        structured: { id, name, real_name: realName, tz: timeZone },
      };
    },
  });
}
