import type { Activities, Settings } from '../workflows/activities.ts';
import { createCallTool } from './call-tool.ts';
import { createCreateIssue } from './create-issue.ts';
import { createListTools } from './list-tools.ts';
import { createPost } from './post.ts';
import { createResolveScope } from './resolve-scope.ts';
import type { ServicesFile } from './scope/services-file.ts';
import type { Tools } from './tools.ts';

export interface ActivityDependencies {
  settings: Settings;
  tools: Tools;
  services: ServicesFile;
  /** The investigation's clock. */
  clock: () => Date;
  takeTurn: Activities['takeTurn'];
  /** Whether a diagnosis offers to open an issue. */
  issues: boolean;
}

/** The activities as the worker registers them; each gets what it needs and nothing else. */
export function createActivities({
  settings,
  tools,
  services,
  clock,
  takeTurn,
  issues,
}: ActivityDependencies): Activities {
  return {
    readSettings: async () => settings,
    listTools: createListTools({ tools }),
    resolveScope: createResolveScope({ tools, services, clock }),
    callTool: createCallTool({ tools, clock }),
    takeTurn,
    post: createPost({ tools, issues }),
    createIssue: createCreateIssue({ tools, clock }),
  };
}
